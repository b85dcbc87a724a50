import type { FieldProblem, Problem } from '#contracts/problem.js';

/** Why a request has no answer: the line, the time limit, or the server's own trouble. Nothing says whether it took effect. */
export type LostKind = 'no-line' | 'timeout' | 'server';

/** The server said no, with its code and its words in the reader's language. */
export class RefusedByServer extends Error {
  constructor(readonly problem: Problem) {
    super(problem.code);
  }
  get code(): string {
    return this.problem.code;
  }
  /** One sentence for people: the detail, which is the more exact, else the title. */
  get words(): string {
    return this.problem.detail || this.problem.title;
  }
  /** The reason of one refused field, or null. */
  fieldReason(field: string, english: boolean): string | null {
    const found = this.problem.fields?.find((one) => one.field === field || one.field.startsWith(`${field}.`));
    return found ? (english ? found.reasonEn : found.reason) : null;
  }
}

/** No answer came. A command is safe to repeat with the same request id. */
export class AnswerLost extends Error {
  constructor(readonly kind: LostKind) {
    super(kind);
  }
}

const isFieldProblem = (value: unknown): value is FieldProblem =>
  typeof value === 'object' && value !== null && 'field' in value && 'reason' in value;

/** Reads problem+json as it came; what is not a problem (a proxy's page) becomes one with the bare status. */
export function readProblem(status: number, body: unknown): Problem {
  const given = (typeof body === 'object' && body !== null ? body : {}) as Partial<Problem>;
  return {
    type: typeof given.type === 'string' ? given.type : 'about:blank',
    title: typeof given.title === 'string' ? given.title : `HTTP ${status}`,
    status,
    code: typeof given.code === 'string' ? given.code : `http-${status}`,
    detail: typeof given.detail === 'string' ? given.detail : undefined,
    fields: Array.isArray(given.fields) ? given.fields.filter(isFieldProblem) : undefined,
    correlationId: typeof given.correlationId === 'string' ? given.correlationId : undefined,
  };
}

/** Statuses after which nobody knows: a gateway without its server, or the server's own failure. */
export function isLostAnswer(status: number): boolean {
  return status === 408 || status >= 500;
}
