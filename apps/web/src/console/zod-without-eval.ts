import { config } from 'zod';

/** Keeps zod from compiling its checks with `new Function`, which the pages' content security policy forbids. Loaded before any contract. */
export const withoutEval = config({ jitless: true });
