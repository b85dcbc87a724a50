import type { Point } from '#contracts/ids.js';
import type { WhistleKind } from '#contracts/matter.js';
import type { BlowWhistle, WhistleProposal } from '#contracts/whistle.js';

/** Where a whistle comes from: what is known there is not typed again. */
export type BlowOrigin = NonNullable<BlowWhistle['origin']>;

/** A department that will be called, with the reason why it stands here. */
export type CalledDepartment = WhistleProposal['departments'][number];

/** The form as people fill it in: empty strings are not said yet, `exercise` starts undecided unless the origin decides it. */
export type BlowForm = {
  exercise: boolean | null;
  unitId: string;
  matterId: string;
  kind: WhistleKind | '';
  title: string;
  needed: string;
  place: string;
  position: Point | null;
  departments: readonly CalledDepartment[];
};

export type BlowField = 'exercise' | 'unitId' | 'matterId' | 'kind' | 'title' | 'needed' | 'place' | 'leadOrgId' | 'assistOrgIds';

/** A form in which nothing has been said. */
export function emptyBlow(unitId: string): BlowForm {
  return { exercise: null, unitId, matterId: '', kind: '', title: '', needed: '', place: '', position: null, departments: [] };
}

/** The origin that the address names (`?incident=`, `?task=`, `?gridReport=`); without one the town whistles of its own accord. */
export function originOf(query: Record<string, unknown>): BlowOrigin {
  const named = (name: string) => (typeof query[name] === 'string' && query[name] !== '' ? (query[name] as string) : null);
  const gridReportId = named('gridReport');
  if (gridReportId) return { from: 'grid-report', gridReportId };
  const taskId = named('task');
  if (taskId) return { from: 'task', taskId };
  const incidentId = named('incident');
  return incidentId ? { from: 'incident', incidentId } : { from: 'town' };
}

/**
 * Takes a proposal into the form. What a person has written stays (it differs from what the proposal before said); the departments follow the
 * matter, because the reasons do. `exercise` is that of the origin where it has one.
 */
export function withProposal(form: BlowForm, proposal: WhistleProposal, before: WhistleProposal | null): BlowForm {
  const said = (now: string, proposedBefore: string | undefined, proposed: string) =>
    now.trim() === '' || now === proposedBefore ? proposed : now;
  const placeStays = form.place.trim() !== '' && form.place !== before?.place.description;
  return {
    exercise: proposal.exercise ?? form.exercise,
    unitId: proposal.unitId,
    matterId: proposal.matterId ?? form.matterId,
    kind: proposal.kind ?? form.kind,
    title: said(form.title, before?.title, proposal.title),
    needed: said(form.needed, before?.needed, proposal.needed),
    place: placeStays ? form.place : proposal.place.description,
    position: placeStays ? form.position : proposal.place.position,
    departments: proposal.departments,
  };
}

/** The lead, or null; the assisting ones in their order. */
export const leadOf = (form: BlowForm): CalledDepartment | null => form.departments.find((one) => one.role === 'lead') ?? null;
export const assistsOf = (form: BlowForm): CalledDepartment[] => form.departments.filter((one) => one.role === 'assist');

/** Makes a department the lead; the former lead assists. There is never a second lead. */
export function makeLead(departments: readonly CalledDepartment[], orgId: string): CalledDepartment[] {
  return departments.map((one) => ({ ...one, role: one.orgId === orgId ? 'lead' : 'assist' }));
}

/** Adds a department: the first becomes the lead, all others assist. One that is there already stays as it is. */
export function addDepartment(departments: readonly CalledDepartment[], added: Omit<CalledDepartment, 'role'>): CalledDepartment[] {
  if (departments.some((one) => one.orgId === added.orgId)) return [...departments];
  return [...departments, { ...added, role: departments.some((one) => one.role === 'lead') ? 'assist' : 'lead' }];
}

/** Which fields cannot go out as they are, in the order of the page. The service says the rest. */
export function unfinishedBlow(form: BlowForm): BlowField[] {
  const wrong: [BlowField, boolean][] = [
    ['exercise', form.exercise === null],
    ['unitId', form.unitId === ''],
    ['matterId', form.matterId === ''],
    ['kind', form.kind === ''],
    ['title', form.title.trim() === ''],
    ['needed', form.needed.trim() === ''],
    ['place', form.place.trim() === ''],
    ['leadOrgId', leadOf(form) === null],
  ];
  return wrong.filter(([, isWrong]) => isWrong).map(([field]) => field);
}

/** The body of `POST /api/whistles` without its request id; null while something is unfinished. */
export function blowBody(form: BlowForm, origin: BlowOrigin): Omit<BlowWhistle, 'requestId'> | null {
  const lead = leadOf(form);
  if (unfinishedBlow(form).length > 0 || form.exercise === null || form.kind === '' || lead === null) return null;
  return {
    exercise: form.exercise,
    unitId: form.unitId,
    kind: form.kind,
    matterId: form.matterId,
    title: form.title.trim(),
    needed: form.needed.trim(),
    place: { description: form.place.trim(), position: form.position },
    leadOrgId: lead.orgId,
    assistOrgIds: assistsOf(form).map((one) => one.orgId),
    origin,
  };
}
