import { runService } from '#process/service-process.js';
import { DispatchModule } from './dispatch.module.js';

await runService('dispatch', (config) => DispatchModule.register(config));
