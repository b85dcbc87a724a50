import { uuidv7 } from 'uuidv7';
import { copyLine } from './copy.rules.js';
import type { FloorTask } from './floor.messages.js';

export const taskColumns = [
  ...['id', 'activation_id', 'unit_id', 'task_no', 'org_id', 'post_id', 'person_id', 'unfilled', 'exercise', 'state'],
  ...['issued_at', 'started_at', 'acknowledge_due_at', 'done_due_at'],
];
export const rowColumns = [
  ...['mailbox_id', 'seq', 'kind', 'activation_id', 'unit_id', 'task_id', 'exercise', 'said', 'written_at'],
  ...['state', 'unfilled', 'started_at', 'acknowledge_due_at', 'done_due_at', 'calls', 'next_call_at'],
];

const minute = 60_000;
const callEveryMs = 100_000;

/** The rows of one round, ready to be copied: composing them is nobody's floor. `keys` are the mailbox rows in the order of the tasks. */
export type FloorRows = { activationId: string; tasks: Buffer; rows: Buffer; keys: { desk: number; mailboxId: number; seq: number }[] };

/** Composes the rows of one round as the product writes them, under a new activation, numbered on in each mailbox. */
export function composeRows(tasks: readonly FloorTask[], mailboxIdOf: (task: FloorTask) => number, now: Date): FloorRows {
  const activationId = uuidv7();
  const taskLines: string[] = [];
  const rowLines: string[] = [];
  const heads = new Map<number, number>();
  const keys: FloorRows['keys'] = [];
  const at = now.toISOString();
  const after = (milliseconds: number | null): string | null =>
    milliseconds === null ? null : new Date(now.getTime() + milliseconds).toISOString();
  for (const task of tasks) {
    const id = uuidv7();
    const mailboxId = mailboxIdOf(task);
    const seq = (heads.get(mailboxId) ?? 0) + 1;
    heads.set(mailboxId, seq);
    const started = task.started ? at : null;
    const due = after(task.acknowledgeMinutes === null ? null : task.acknowledgeMinutes * minute);
    const done = after(task.doneMinutes === null ? null : task.doneMinutes * minute);
    const unfilled = task.personId === null;
    const { unitId, taskNo, orgId, postId, personId, state, said } = task;
    taskLines.push(copyLine([id, activationId, unitId, taskNo, orgId, postId, personId, unfilled, true, state, at, started, due, done]));
    const calls = task.started ? 1 : 0;
    rowLines.push(
      copyLine([
        ...[mailboxId, seq, 'task', activationId, unitId, id, true, said, at],
        ...[state, unfilled, started, due, done, calls, task.started ? after(callEveryMs) : null],
      ]),
    );
    keys.push({ desk: task.desk, mailboxId, seq });
  }
  return { activationId, tasks: Buffer.from(taskLines.join('')), rows: Buffer.from(rowLines.join('')), keys };
}
