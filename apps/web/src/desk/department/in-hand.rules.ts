import type { Task, TaskState } from '#contracts/task.js';
import type { Whistle, WhistleCall } from '#contracts/whistle.js';
import { byUrgency, isOut, needOfWhistle, ownCall, type WhistleNeed } from '../../whistle/whistle.view.js';
import { tapsFor, type TapVerb } from '../tap.rules.js';

const further: readonly TaskState[] = ['issued', 'acknowledged', 'arrived', 'done'];
const later = (a: string | null, b: string | null) => (a === null || (b !== null && Date.parse(b) > Date.parse(a)) ? b : a);

/**
 * A call with what this desk knows of its task laid over it: the task has the queued taps, and is here a moment before the whistle is read
 * again. What came later of the two is shown; a call that is out stays out.
 */
export function callWithTask(call: WhistleCall, task: Task | null): WhistleCall {
  if (!task || isOut(call) || !further.includes(task.state)) return call;
  const noted = task.lastNotedAt !== null && later(call.lastFeedbackAt, task.lastNotedAt) !== call.lastFeedbackAt;
  return {
    ...call,
    state: further.indexOf(task.state) > further.indexOf(call.state) ? task.state : call.state,
    acknowledgedAt: call.acknowledgedAt ?? task.acknowledgedAt,
    arrivedAt: call.arrivedAt ?? task.arrivedAt,
    lastFeedbackAt: noted ? task.lastNotedAt : call.lastFeedbackAt,
    lastFeedback: noted ? (task.lastNote ?? call.lastFeedback) : call.lastFeedback,
    feedbackDueAt: noted ? task.feedbackDueAt : call.feedbackDueAt,
    finishedAt: call.finishedAt ?? task.doneAt,
  };
}

/** A whistle with the caller's own call as this desk knows it. */
export function whistleWithTask(whistle: Whistle, task: Task | null): Whistle {
  const own = ownCall(whistle);
  if (!own || !task) return whistle;
  return { ...whistle, calls: whistle.calls.map((call) => (call === own ? callWithTask(call, task) : call)) };
}

/** The own call as a task, as far as the whistle tells it: what the taps need, until the task itself is fetched. */
export function taskOfCall(whistle: Whistle, call: WhistleCall): Task {
  return {
    id: call.taskId,
    cause: 'whistle',
    activationId: whistle.id,
    incidentTitle: whistle.title,
    unitId: whistle.unitId,
    taskNo: '',
    title: whistle.title,
    titleEn: whistle.title,
    what: whistle.needed,
    whatEn: whistle.needed,
    level: null,
    orgId: call.orgId,
    orgName: call.orgName,
    postId: call.postId,
    postName: '',
    postNameEn: '',
    personName: null,
    unfilled: call.unfilled,
    exercise: whistle.exercise,
    state: isOut(call) ? 'cancelled' : call.state,
    starts: 'atStart',
    evidenceKinds: [],
    issuedAt: call.calledAt,
    startedAt: call.calledAt,
    acknowledgeDueAt: call.acknowledgeDueAt,
    doneDueAt: whistle.closeDueAt,
    acknowledgedAt: call.acknowledgedAt,
    arrivedAt: call.arrivedAt,
    doneAt: call.finishedAt,
    closedAt: null,
    escalatedAt: call.escalatedAt,
    note: '',
    need: null,
    arriveDueAt: call.arriveDueAt,
    arrivedPosition: call.arrivedPosition,
    feedbackDueAt: call.feedbackDueAt,
    lastNotedAt: call.lastFeedbackAt,
    checkInDueAt: null,
    checkedInAt: null,
    acknowledgedOnBehalf: false,
  };
}

/** The buttons of a call: the big one, those that stand beside it, and those behind "more". */
export function buttonsOf(task: Task): { main: TapVerb | null; beside: TapVerb[]; more: TapVerb[] } {
  const [first, ...others] = tapsFor(task);
  const main = first === undefined || first === 'hand-over' ? null : first;
  const rest = main === null ? [...(first ? [first] : []), ...others] : others;
  return {
    main,
    beside: rest.filter((verb) => verb === 'note' || verb === 'finish'),
    more: rest.filter((verb) => verb !== 'note' && verb !== 'finish'),
  };
}

/** A line of the department's list: a whistle, or a task of a plan or an assignment. `key` names it in the page. */
export type DeskEntry =
  | { kind: 'whistle'; key: string; need: WhistleNeed; exercise: boolean; whistle: Whistle; task: Task }
  | { kind: 'task'; key: string; need: WhistleNeed; exercise: boolean; task: Task };

/**
 * All that a department has to do, whistles first, each sorted by who needs it most. A call whose whistle is not known yet stands as the task
 * that it is, so that it can be answered before anything else has come.
 */
export function entriesOf(whistles: readonly Whistle[], tasks: readonly Task[], nowMs: number): DeskEntry[] {
  const byId = new Map(tasks.map((task) => [task.id, task]));
  const known = new Set(whistles.flatMap((whistle) => whistle.ownTaskId ?? []));
  const calls = whistles
    .map((whistle) => whistleWithTask(whistle, byId.get(whistle.ownTaskId ?? '') ?? null))
    .sort(byUrgency(nowMs))
    .flatMap((whistle): DeskEntry[] => {
      const own = ownCall(whistle);
      if (!own) return [];
      const task = byId.get(own.taskId) ?? taskOfCall(whistle, own);
      return [{ kind: 'whistle', key: `whistle-${whistle.id}`, need: needOfWhistle(whistle), exercise: whistle.exercise, whistle, task }];
    });
  const others = tasks
    .filter((task) => !known.has(task.id))
    .map((task): DeskEntry => {
      const need = task.startedAt === null ? 'wait' : task.state === 'issued' ? 'acknowledge' : 'work';
      return { kind: 'task', key: `task-${task.id}`, need, exercise: task.exercise, task };
    });
  const fresh = others.filter((entry) => entry.task?.cause === 'whistle');
  return [...fresh, ...calls, ...others.filter((entry) => !fresh.includes(entry))];
}

/** What comes into the hand by itself: what is to be acknowledged, real before drill, before what is in work. */
export function firstInNeed(entries: readonly DeskEntry[]): DeskEntry | null {
  const place = (entry: DeskEntry) => Number(entry.exercise) * 10 + ['acknowledge', 'work', 'wait'].indexOf(entry.need);
  return [...entries].sort((a, b) => place(a) - place(b))[0] ?? null;
}

/** The feedback that this desk owes, nearest first. */
export function feedbackOwed(entries: readonly DeskEntry[]): { whistle: Whistle; call: WhistleCall; dueAt: string }[] {
  return entries
    .flatMap((entry) => {
      const call = entry.kind === 'whistle' ? ownCall(entry.whistle) : null;
      if (entry.kind !== 'whistle' || !call || isOut(call) || call.feedbackDueAt === null) return [];
      return call.state === 'acknowledged' || call.state === 'arrived' ? [{ whistle: entry.whistle, call, dueAt: call.feedbackDueAt }] : [];
    })
    .sort((a, b) => Date.parse(a.dueAt) - Date.parse(b.dueAt));
}
