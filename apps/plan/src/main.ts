import { runService } from '#process/service-process.js';
import { PlanModule } from './plan.module.js';

await runService('plan', (config) => PlanModule.register(config));
