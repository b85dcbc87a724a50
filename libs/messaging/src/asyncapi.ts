import { writeFileSync } from 'node:fs';
import { asyncApiOf } from './asyncapi.document.js';
import { yamlDocument } from './yaml.js';

// Generated from the contracts: `npm run generate` writes it, `npm run check` proves it.
writeFileSync('docs/asyncapi.yaml', `# Generated from libs/contracts.\n${yamlDocument(asyncApiOf())}`);
