import type { Linter } from 'eslint';

/** Our own rules of writing, as parts of the ESLint configuration. */
export declare const ourRules: Linter.Config[];
