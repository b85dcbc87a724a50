import type { EntityManager } from 'typeorm';
import type { Actor } from '#contracts/task.js';
import type { KindLimits } from '#contracts/whistle-rules.js';
import type { BlowWhistle, OfferWhistle, Whistle } from '#contracts/whistle.js';
import { dueAt } from '#work-calendar/due-at.js';
import type { WhistlePatch } from './whistle-acts.rules.js';

/** A new whistle: what was said, where it comes from, and the rules that are frozen with it. */
export type NewWhistle = {
  id: string;
  number: string;
  command: BlowWhistle | OfferWhistle;
  origin: {
    origin: Whistle['origin'];
    state: 'blown' | 'offered';
    needed: string;
    incidentId?: string | null;
    incidentTitle?: string | null;
    originTaskId?: string | null;
    gridReportId?: string | null;
    offeredByOrgId?: string;
  };
  rulesVersion: number;
  limits: KindLimits;
  by: Actor;
  at: Date;
};

/** The next number of a day. The day's row is locked until the transaction ends, so that numbers have no gap and no double. */
export async function takeNumber(tx: EntityManager, day: string): Promise<number> {
  const [{ last }] = (await tx.query(
    `INSERT INTO dispatch.whistle_number AS n (day, last) VALUES ($1, 1) ON CONFLICT (day) DO UPDATE SET last = n.last + 1 RETURNING last`,
    [day],
  )) as [{ last: number }];
  return last;
}

/** Keeps the number of a whistle that had none yet but its id. */
export async function keepNumber(tx: EntityManager, whistleId: string, number: string): Promise<void> {
  await tx.query('UPDATE dispatch.whistle SET number = $2 WHERE id = $1', [whistleId, number]);
}

/** Inserts a whistle. The close clock of a blown one runs from now. */
export async function insertWhistle(tx: EntityManager, whistle: NewWhistle): Promise<void> {
  const { command, origin, limits, by, at } = whistle;
  const blown = origin.state === 'blown';
  await tx.query(
    `INSERT INTO dispatch.whistle (id, number, kind, state, exercise, unit_id, matter_id, title, needed, place, position, origin, incident_id,
       incident_title, origin_task_id, grid_report_id, offered_by_org_id, rules_version, limits, made_at, made_by_kind, made_by, blown_at, close_due_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)`,
    [
      whistle.id,
      whistle.number,
      command.kind,
      origin.state,
      command.exercise,
      command.unitId,
      command.matterId,
      command.title,
      origin.needed,
      command.place.description,
      command.place.position === null ? null : JSON.stringify(command.place.position),
      origin.origin,
      origin.incidentId ?? null,
      origin.incidentTitle ?? null,
      origin.originTaskId ?? null,
      origin.gridReportId ?? null,
      origin.offeredByOrgId ?? null,
      whistle.rulesVersion,
      JSON.stringify(limits),
      at,
      by.kind,
      by.id,
      blown ? at : null,
      blown && limits.close ? dueAt(limits.close, at) : null,
    ],
  );
}

const columnOf: Record<keyof WhistlePatch, string> = {
  state: 'state',
  kind: 'kind',
  rulesVersion: 'rules_version',
  limits: 'limits',
  question: 'question',
  returns: 'returns',
  rulingDueAt: 'ruling_due_at',
  rulingAskedAt: 'ruling_asked_at',
  ruledAt: 'ruled_at',
  reassignAsked: 'reassign_asked',
  blownAt: 'blown_at',
  acknowledgedAt: 'acknowledged_at',
  onSceneAt: 'on_scene_at',
  firstFeedbackAt: 'first_feedback_at',
  finishedAt: 'finished_at',
  closeDueAt: 'close_due_at',
  closedAt: 'closed_at',
  satisfaction: 'satisfaction',
  checked: 'checked',
  closingWords: 'closing_words',
};

const isJson: ReadonlySet<keyof WhistlePatch> = new Set(['reassignAsked', 'limits'] as const);

/** Changes a locked whistle. */
export async function patchWhistle(tx: EntityManager, whistleId: string, patch: WhistlePatch): Promise<void> {
  const changes = Object.entries(patch) as [keyof WhistlePatch, unknown][];
  if (changes.length === 0) return;
  const values = changes.map(([name, value]) => (isJson.has(name) && value !== null ? JSON.stringify(value) : value));
  const sets = changes.map(([name], index) => `${columnOf[name]} = $${index + 2}`);
  await tx.query(`UPDATE dispatch.whistle SET ${sets.join(', ')} WHERE id = $1`, [whistleId, ...values]);
}
