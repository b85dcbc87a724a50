import { createHash } from 'node:crypto';
import type { FieldProblem } from '#contracts/problem.js';
import type { StationedReview, WriteReview } from '#contracts/stationed-review.js';
import { reviewItems } from '#contracts/stationed-review.js';
import type { SessionClaims } from '#contracts/access.js';
import { placeOf } from '../place.rules.js';

/** Whose sheets a caller reads: a town all of its stations, a department those of its people that are signed, the city all signed ones. */
export type ReviewScope = { unitId: string | null; departmentId: string | null; signedOnly: boolean };

/** The sheets that a caller may read; null: none. */
export function reviewScopeOf(caller: SessionClaims): ReviewScope | null {
  const place = placeOf(caller);
  switch (place.at) {
    case 'town':
      return { unitId: place.unitId, departmentId: null, signedOnly: false };
    case 'department':
      return { unitId: null, departmentId: place.orgId, signedOnly: true };
    case 'city':
      return { unitId: null, departmentId: null, signedOnly: true };
    case 'below':
      return null;
  }
}

/** The year that a moment lies in, in Shanghai. */
export function yearOf(moment: Date): number {
  return new Date(moment.getTime() + 8 * 3_600_000).getUTCFullYear();
}

/** Sheets are made for this year and the last: what lies further back was signed then, or never. */
export function makesSheets(year: number, now: Date): boolean {
  return year === yearOf(now) || year === yearOf(now) - 1;
}

/** What is wrong with what is written: an item that stands twice. */
export function writingProblems(items: WriteReview['items']): FieldProblem[] {
  return items.flatMap(({ item }, index) =>
    items.findIndex((other) => other.item === item) === index
      ? []
      : [{ field: `items.${index}.item`, reason: '这一项已经有了', reasonEn: 'This item stands there already' }],
  );
}

/** What a sheet still lacks before it can be signed: each item has its points, and there is a grade with words. */
export function missingOf(review: Pick<StationedReview, 'items' | 'grade' | 'words'>): FieldProblem[] {
  const lacking = [
    ...reviewItems.filter((item) => !review.items.some((one) => one.item === item)).map((item) => `items.${item}`),
    ...(review.grade === null ? ['grade'] : []),
    ...(review.words === '' ? ['words'] : []),
  ];
  return lacking.map((field) => ({ field, reason: '还没填', reasonEn: 'Not filled in yet' }));
}

/** What a signature covers. People stand by id: a name may have to be erased one day, and the signature must hold. */
export type Signed = Pick<
  StationedReview,
  'id' | 'year' | 'unitId' | 'stationOrgId' | 'departmentId' | 'facts' | 'items' | 'grade' | 'words'
> & { people: readonly { personId: string; postName: string }[]; signedAt: string };

/** SHA-256 over the canonical JSON of a signed sheet (keys in order, nothing between): the same sheet has the same hash wherever it is read. */
export function hashOfSheet(sheet: Signed): string {
  const { id, year, unitId, stationOrgId, departmentId, facts, items, grade, words, signedAt } = sheet;
  const people = sheet.people.map(({ personId, postName }) => ({ personId, postName }));
  const covered = { id, year, unitId, stationOrgId, departmentId, people, facts, items, grade, words, signedAt };
  return createHash('sha256').update(canonicalJson(covered)).digest('hex');
}

/** JSON with the keys of every object in order. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{${members
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`)
    .join(',')}}`;
}
