import type { IssueWarning, WarningDetail } from '#contracts/warning.js';
import type { WarningColour } from '#contracts/scales.js';
import { localTime } from '../incident/incident.form.js';

/** The form as people fill it in: empty strings are not said yet, times are local (`datetime-local`). `exercise` starts undecided. */
export type IssueForm = {
  exercise: boolean | null;
  category: string;
  colour: WarningColour | null;
  headline: string;
  description: string;
  instruction: string;
  urgency: IssueWarning['urgency'];
  severity: IssueWarning['severity'];
  certainty: IssueWarning['certainty'];
  unitIds: string[];
  expiresAt: string;
};
export type IssueField = 'exercise' | 'category' | 'colour' | 'headline' | 'description' | 'unitIds' | 'expiresAt';

/** What is issued: a new warning, an Update of one that was issued here, or its Cancel. */
export type IssueKind = 'new' | 'change' | 'cancel';

export const urgencies = ['Immediate', 'Expected', 'Future', 'Past', 'Unknown'] as const satisfies readonly IssueWarning['urgency'][];
export const severities = ['Extreme', 'Severe', 'Moderate', 'Minor', 'Unknown'] as const satisfies readonly IssueWarning['severity'][];
export const certainties = [
  'Observed',
  'Likely',
  'Possible',
  'Unlikely',
  'Unknown',
] as const satisfies readonly IssueWarning['certainty'][];

/** CAP's severity that usually goes with a colour: a default to begin with, which people may change, and never a level. */
export const usualSeverity: Record<WarningColour, IssueWarning['severity']> = {
  blue: 'Minor',
  yellow: 'Moderate',
  orange: 'Severe',
  red: 'Extreme',
};

const day = 86_400_000;
const hour = 3_600_000;

/** An empty form: it holds for a day and is expected; drill or real, colour and words are not said. */
export function emptyIssue(now: number): IssueForm {
  return {
    exercise: null,
    category: '',
    colour: null,
    headline: '',
    description: '',
    instruction: '',
    urgency: 'Expected',
    severity: 'Unknown',
    certainty: 'Likely',
    unitIds: [],
    expiresAt: localTime(new Date(now + day)),
  };
}

/** The form of an Update or a Cancel: what the warning says now. A Cancel holds for an hour, so that it is heard. */
export function issueOf(warning: WarningDetail, kind: 'change' | 'cancel', now: number): IssueForm {
  const expires = warning.expiresAt === null ? 0 : Date.parse(warning.expiresAt);
  return {
    ...emptyIssue(now),
    exercise: warning.exercise,
    category: warning.category ?? '',
    colour: warning.colour,
    headline: kind === 'cancel' ? '' : warning.headline,
    description: kind === 'cancel' ? '' : warning.description,
    instruction: kind === 'cancel' ? '' : warning.instruction,
    severity: warning.colour === null ? 'Unknown' : usualSeverity[warning.colour],
    urgency: kind === 'cancel' ? 'Past' : 'Expected',
    unitIds: warning.units.map((unit) => unit.unitId),
    expiresAt: localTime(new Date(kind === 'cancel' ? now + hour : Math.max(expires, now + hour))),
  };
}

/** Which fields cannot go out as they are, in the order of the page. */
export function unfinishedIssue(form: IssueForm, now: number): IssueField[] {
  const expires = Date.parse(form.expiresAt);
  const wrong: [IssueField, boolean][] = [
    ['exercise', form.exercise === null],
    ['category', form.category === ''],
    ['colour', form.colour === null],
    ['headline', form.headline.trim() === ''],
    ['description', form.description.trim() === ''],
    ['unitIds', form.unitIds.length === 0],
    ['expiresAt', Number.isNaN(expires) || expires <= now],
  ];
  return wrong.filter(([, isWrong]) => isWrong).map(([field]) => field);
}

/** The body without its request id; null while something is unfinished. */
export function issueBody(
  form: IssueForm,
  of: { changes: string | null; cancels: string | null },
  now: number,
): Omit<IssueWarning, 'requestId'> | null {
  if (unfinishedIssue(form, now).length > 0 || form.exercise === null || form.colour === null) return null;
  return {
    exercise: form.exercise,
    category: form.category,
    colour: form.colour,
    headline: form.headline.trim(),
    description: form.description.trim(),
    instruction: form.instruction.trim(),
    urgency: form.urgency,
    severity: form.severity,
    certainty: form.certainty,
    unitIds: form.unitIds,
    onsetAt: null,
    expiresAt: new Date(form.expiresAt).toISOString(),
    ...of,
  };
}
