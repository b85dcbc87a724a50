import type { FieldProblem, RefusalCode } from '#contracts/problem.js';
import { refusals } from '#contracts/problem.js';

/** Why a file was refused, for whoever finds it: each field with its line, in both languages. */
export function reasonText(code: RefusalCode, fields: readonly FieldProblem[] = []): string {
  const { zh, en } = refusals[code];
  return [`${zh} / ${en}`, ...fields.map(({ field, reason, reasonEn }) => `${field}: ${reason} / ${reasonEn}`), ''].join('\n');
}

/** The same in one line, for the log. */
export function reasonLine(code: RefusalCode, fields: readonly FieldProblem[] = []): string {
  return [code, ...fields.slice(0, 3).map(({ field, reasonEn }) => `${field}: ${reasonEn}`)].join('; ');
}
