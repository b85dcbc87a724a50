import { runService } from '#process/service-process.js';
import { DirectoryModule } from './directory.module.js';

await runService('directory', (config, redis) => DirectoryModule.register(config, { redis }));
