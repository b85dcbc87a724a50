import type { ActivationStarted, ComposedTask, ExpectedRow } from '#contracts/activation.js';
import type { Envelope } from '#contracts/envelope.js';
import type { IssuedTask } from '#contracts/task.js';

const minute = 60_000;

/** Who gets a row now, as the directory says: nobody where `personId` is null. */
export type Recipient = { personId: string | null; holding: string; commandPointId: string | null };

/** A task before it is issued, with what is known only from its part. */
export type NewTask = IssuedTask & { activationId: string; unitId: string; exercise: boolean; personId: string | null; holding: string };

/** The task of an expected row: it starts with the click, or waits; it is due by its minutes; without a person it is unfilled, never dropped. */
export function newTask(part: Envelope<ActivationStarted>, row: ExpectedRow, task: ComposedTask, recipient: Recipient): NewTask {
  const { activationId, unitId, startedAt } = part.data;
  const startsNow = task.starts === 'atStart';
  const begun = startsNow || task.starts === 'byTheClick' ? startedAt : null;
  const due = (minutes: number): string | null =>
    startsNow && minutes > 0 ? new Date(Date.parse(startedAt) + minutes * minute).toISOString() : null;
  return {
    activationId,
    unitId,
    exercise: part.exercise,
    taskId: row.id,
    taskNo: row.taskNo,
    orgId: row.orgId,
    postId: row.postId,
    commandPointId: recipient.commandPointId ?? row.orgId,
    title: task.title,
    titleEn: task.titleEn,
    state: task.starts === 'byTheClick' ? 'done' : 'issued',
    starts: task.starts,
    unfilled: recipient.personId === null,
    personId: recipient.personId,
    holding: recipient.holding,
    startedAt: begun === null ? null : new Date(Date.parse(begun)).toISOString(),
    acknowledgeDueAt: due(task.acknowledgeMinutes),
    doneDueAt: due(task.doneMinutes),
  };
}

/** Started ones first, then those due first: the order in which they are told. */
export function byUrgency(one: NewTask, other: NewTask): number {
  return (
    compare(one.startedAt ?? last, other.startedAt ?? last) ||
    compare(one.doneDueAt ?? last, other.doneDueAt ?? last) ||
    compare(one.taskId, other.taskId)
  );
}

/** The fact as `task.issued.v1` tells it: without who holds the post. */
export function issuedTaskOf(task: NewTask): IssuedTask {
  const { activationId: _activation, unitId: _unit, exercise: _exercise, personId: _person, holding: _holding, ...issued } = task;
  return issued;
}

/** After every moment. */
const last = '~';

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
