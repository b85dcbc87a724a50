import type { StartActivation } from '#contracts/activation.js';
import type { ResponseLevel } from '#contracts/scales.js';

/** What the operator has composed so far: the four statements and whom they reach. Empty fields are still missing. */
export type Composition = {
  incidentId: string;
  exercise: boolean;
  unitIds: string[];
  matter: string;
  level: ResponseLevel | null;
  expectedHours: number | null;
  measures: string;
  reports: string[];
  approval: string;
};

/** A composition and the request id that belongs to it. `key` tells two compositions apart. */
export type Sealed = { requestId: string; key: string; body: StartActivation };

export const statementFields = ['matter', 'level', 'expectedHours', 'measures', 'unitIds'] as const;
export type StatementField = (typeof statementFields)[number];

const says: Record<StatementField, (composition: Composition) => boolean> = {
  matter: (composition) => composition.matter.trim() !== '',
  level: (composition) => composition.level !== null,
  expectedHours: ({ expectedHours }) =>
    expectedHours !== null && Number.isInteger(expectedHours) && expectedHours >= 1 && expectedHours <= 24 * 60,
  measures: (composition) => composition.measures.trim() !== '',
  unitIds: (composition) => composition.unitIds.length > 0,
};

/** Which of the required things are not said yet, in the order of the page (突发事件应对法 2024, Art. 72). */
export function missingStatements(composition: Composition): StatementField[] {
  return statementFields.filter((field) => !says[field](composition));
}

/** The body of the click without its request id; null while something is missing. */
export function bodyOf(composition: Composition): Omit<StartActivation, 'requestId'> | null {
  const { level, expectedHours } = composition;
  if (missingStatements(composition).length > 0 || level === null || expectedHours === null) return null;
  return {
    incidentId: composition.incidentId,
    exercise: composition.exercise,
    unitIds: [...composition.unitIds].sort(),
    statements: { matter: composition.matter.trim(), level, expectedHours, measures: composition.measures.trim() },
    reports: [...composition.reports].sort(),
    approval: composition.approval.trim(),
  };
}

/** Gives a composition its request id: the same composition keeps the one it has, a changed one gets `freshId`. Null while incomplete. */
export function sealComposition(composition: Composition, former: Sealed | null, freshId: () => string): Sealed | null {
  const body = bodyOf(composition);
  if (!body) return null;
  const key = JSON.stringify(body);
  if (former?.key === key) return former;
  const requestId = freshId();
  return { requestId, key, body: { requestId, ...body } };
}

/** Eight characters of a request id that two people can read to each other. */
export function spokenRequestId(requestId: string): string {
  return `${requestId.slice(-8, -4)}-${requestId.slice(-4)}`.toUpperCase();
}

/** A composition with nothing said yet: no level is proposed by a colour or an event level, people choose it. */
export function firstComposition(incidentId: string): Composition {
  return {
    incidentId,
    exercise: false,
    unitIds: [],
    matter: '',
    level: null,
    expectedHours: null,
    measures: '',
    reports: [],
    approval: '',
  };
}
