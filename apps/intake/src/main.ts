import { runService } from '#process/service-process.js';
import { IntakeModule } from './intake.module.js';

await runService('intake', (config) => IntakeModule.register(config));
