import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { libraryFolder } from './plan-library.files.js';
import { planSchema } from './plan-schema.js';

// Run after the contract of plan documents has changed; a test fails while the committed schema differs.
writeFileSync(join(libraryFolder(), 'plan.schema.json'), planSchema());
