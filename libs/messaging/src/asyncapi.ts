import { writeFileSync } from 'node:fs';
import { asyncApiOf } from './asyncapi.document.js';

// Generated from the contracts: `npm run generate` writes it, `npm run check` proves it.
writeFileSync('docs/asyncapi.json', `${JSON.stringify(asyncApiOf(), null, 2)}\n`);
