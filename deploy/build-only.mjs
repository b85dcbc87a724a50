// Builds server and pages and stops: for images and for looking at the result.
import { ensureBuilt } from './build.mjs';
import { requireNode } from './preflight.mjs';

requireNode();
await ensureBuilt();
