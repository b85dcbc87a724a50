import { runService } from '#process/service-process.js';
import { NotificationModule } from './notification.module.js';

await runService('notification', (config) => NotificationModule.register(config));
