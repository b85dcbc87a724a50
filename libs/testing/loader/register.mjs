// `node --import ./libs/testing/loader/register.mjs some.ts` runs TypeScript sources directly, as the tests see them.
import { register } from 'node:module';

register('./typescript.mjs', import.meta.url);
