import type { GiveAssignment, Recipient } from '#contracts/assignment.js';
import type { Point } from '#contracts/ids.js';

/** A recipient with the words by which people know it. */
export type NamedRecipient = { recipient: Recipient; name: string; detail: string };

/** The form as people fill it in; numbers are text until they can be read. */
export type GiveForm = {
  exercise: boolean | null;
  title: string;
  what: string;
  unitId: string;
  incidentId: string | null;
  place: string;
  position: Point | null;
  recipients: readonly NamedRecipient[];
  need: 'all' | 'some';
  needCount: string;
  acknowledgeMinutes: string;
  arriveMinutes: string;
  doneMinutes: string;
  checkInMinutes: string;
  evidenceKinds: GiveAssignment['evidenceKinds'];
  after: string[];
};

/** A form in which nothing has been said; the limits are those of an ordinary order. */
export function emptyGive(unitId: string): GiveForm {
  return {
    exercise: null,
    title: '',
    what: '',
    unitId,
    incidentId: null,
    place: '',
    position: null,
    recipients: [],
    need: 'all',
    needCount: '1',
    acknowledgeMinutes: '10',
    arriveMinutes: '',
    doneMinutes: '120',
    checkInMinutes: '',
    evidenceKinds: [],
    after: [],
  };
}

/** A name under which a recipient stands once only. */
export function recipientKey(recipient: Recipient): string {
  return recipient.by === 'person'
    ? `person:${recipient.personId}`
    : `${recipient.by}:${recipient.orgId}${recipient.by === 'post' ? `:${recipient.postId}` : ''}`;
}

/** Adds recipients that are not there yet. */
export function addRecipients(present: readonly NamedRecipient[], added: readonly NamedRecipient[]): NamedRecipient[] {
  const all = new Map([...present, ...added].reverse().map((one) => [recipientKey(one.recipient), one]));
  return [...all.values()].reverse();
}

/** Whole minutes between two bounds, null for what is no such number; empty is null where the limit may be left out. */
const minutesOf = (text: string, least: number, most: number): number | null => {
  const minutes = text.trim() === '' ? NaN : Number(text);
  return Number.isInteger(minutes) && minutes >= least && minutes <= most ? minutes : null;
};
const optional = (text: string, most: number): boolean => text.trim() === '' || minutesOf(text, 1, most) !== null;

/** How many of them must do it. A group stands for as many as it has members: the service knows how many. */
export const neededOf = (form: GiveForm): number | 'all' | null => (form.need === 'all' ? 'all' : minutesOf(form.needCount, 1, 500));

/** Which fields cannot go out as they are, in the order of the page. */
export function unfinishedGive(form: GiveForm): string[] {
  const wrong: [string, boolean][] = [
    ['exercise', form.exercise === null],
    ['title', form.title.trim() === ''],
    ['what', form.what.trim() === ''],
    ['unitId', form.unitId === ''],
    ['recipients', form.recipients.length === 0],
    ['need', neededOf(form) === null],
    ['acknowledgeMinutes', minutesOf(form.acknowledgeMinutes, 1, 10_080) === null],
    ['arriveMinutes', !optional(form.arriveMinutes, 43_200)],
    ['doneMinutes', minutesOf(form.doneMinutes, 0, 43_200) === null],
    ['checkInMinutes', !optional(form.checkInMinutes, 1_440)],
  ];
  return wrong.filter(([, isWrong]) => isWrong).map(([field]) => field);
}

/** The body of `POST /api/assignments` without its request id; null while something is unfinished. */
export function giveBody(form: GiveForm): Omit<GiveAssignment, 'requestId'> | null {
  const need = neededOf(form);
  if (unfinishedGive(form).length > 0 || form.exercise === null || need === null) return null;
  return {
    exercise: form.exercise,
    title: form.title.trim(),
    what: form.what.trim(),
    unitId: form.unitId,
    incidentId: form.incidentId,
    place: { description: form.place.trim(), position: form.position },
    recipients: form.recipients.map((one) => one.recipient),
    need,
    acknowledgeMinutes: Number(form.acknowledgeMinutes),
    arriveMinutes: minutesOf(form.arriveMinutes, 1, 43_200),
    doneMinutes: Number(form.doneMinutes),
    checkInMinutes: minutesOf(form.checkInMinutes, 1, 1_440),
    evidenceKinds: form.evidenceKinds,
    after: form.after,
  };
}
