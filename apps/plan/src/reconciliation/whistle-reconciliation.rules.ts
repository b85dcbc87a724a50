import type { TaskState } from '#contracts/task.js';
import type { WhistleReconciliation, WhistleState } from '#contracts/whistle.js';

/** A call as the tables of dispatch and notification have it. */
export type AuditedCall = {
  taskId: string;
  responsible: boolean;
  replaced: boolean;
  state: TaskState;
  /** Whether a leg that this state still owes has a moment at which it falls due. */
  clock: boolean;
  /** It was issued so lately that its mailbox row may be on the way. */
  fresh: boolean;
  /** Its rows in mailboxes, and those in the mailbox of the post that has it now. */
  rows: number;
  ownRows: number;
};

/** A whistle with all its calls. */
export type AuditedWhistle = {
  id: string;
  state: WhistleState;
  /** The town owes its check, or its answer to an offer, by a moment. */
  townClock: boolean;
  calls: readonly AuditedCall[];
};

const ended: readonly WhistleState[] = ['closed', 'withdrawn'];
const dead: readonly TaskState[] = ['declined', 'cancelled'];

/** Each whistle is closed, or open with exactly one owner and a clock that runs, as an offer has one at its town; each call has exactly one row in the mailbox of its post. */
export function reconcileWhistles(all: readonly AuditedWhistle[]): Omit<WhistleReconciliation, 'at'> {
  const [offers, whistles] = [all.filter(isOffer), all.filter((whistle) => !isOffer(whistle))];
  const open = whistles.filter(({ state }) => !ended.includes(state));
  const calls = whistles.flatMap((whistle) => whistle.calls);
  const unowned = idsOf(open, (whistle) => ownersOf(whistle).length !== 1);
  const clockless = [
    ...idsOf(open, (whistle) => ownersOf(whistle).length === 1 && !hasClock(whistle)),
    ...idsOf(offers, ({ townClock }) => !townClock),
  ];
  const lost = calls.filter((call) => !call.fresh && call.ownRows === 0).map(({ taskId }) => taskId);
  const doubled = calls.filter((call) => call.rows > 1).map(({ taskId }) => taskId);
  return {
    blown: whistles.length,
    closed: whistles.length - open.length,
    open: open.length,
    unowned,
    clockless,
    lost,
    doubled,
    clean: [unowned, clockless, lost, doubled].every((found) => found.length === 0),
  };
}

/** Nobody is called yet: only the town owes something. */
function isOffer({ state }: AuditedWhistle): boolean {
  return state === 'offered';
}

/** Who has it: a department that is responsible and whose call is not over. */
function ownersOf({ calls }: AuditedWhistle): AuditedCall[] {
  return calls.filter((call) => call.responsible && !call.replaced && !dead.includes(call.state));
}

/** A finished whistle waits for the town's check, which has a clock of its own. */
function hasClock(whistle: AuditedWhistle): boolean {
  return whistle.state === 'finished' ? whistle.townClock : ownersOf(whistle).every((call) => call.clock);
}

function idsOf(whistles: readonly AuditedWhistle[], broken: (whistle: AuditedWhistle) => boolean): string[] {
  return whistles.filter(broken).map(({ id }) => id);
}
