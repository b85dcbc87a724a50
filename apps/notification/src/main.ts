import { runService } from '#process/service-process.js';
import { NotificationModule } from './notification.module.js';

await runService('notification', (config, redis) => NotificationModule.register(config, { redis }));
