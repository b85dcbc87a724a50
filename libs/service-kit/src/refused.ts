import type { FieldProblem, RefusalCode } from '#contracts/problem.js';

/** A refusal by rule: not a bug. HTTP answers it as a problem; a consumer drops the event and counts it. */
export class Refused extends Error {
  constructor(
    readonly code: RefusalCode,
    readonly detail?: { zh: string; en: string },
    readonly fields?: FieldProblem[],
  ) {
    super(code);
  }
}

/** Whether it is a refusal, with this code if one is given. */
export function isRefused(error: unknown, code?: RefusalCode): error is Refused {
  return error instanceof Refused && (code === undefined || error.code === code);
}
