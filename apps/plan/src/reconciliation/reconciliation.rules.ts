import type { Reconciliation } from '#contracts/reconciliation.js';

/**
 * Rows of one unit that look alike: expected at the click or not, with a task or not, with how many mailbox rows. Rows are alike in
 * everything that is judged, so that a city's 3,000 rows are a few dozen groups. `rowIds` are the first 100 of the group.
 */
export type RowGroup = {
  unitId: string;
  expected: boolean;
  issued: boolean;
  unfilled: boolean;
  /** It was not expected, and the same task of the same post at the same org was. */
  repeatsExpected: boolean;
  mailboxRows: 'none' | 'one' | 'more';
  delivered: boolean;
  notReached: boolean;
  exerciseDiffers: boolean;
  rows: number;
  rowIds: string[];
};

/** What is known of one unit beside its rows. */
export type UnitFacts = {
  unitId: string;
  name: string;
  /** How many rows the click froze for it. */
  frozen: number;
  /** An event that issues tasks here is not published, not read, or parked. */
  startOnItsWay: boolean;
  /** An event that tells the mailboxes of tasks here is not published, not read, or parked. */
  issueOnItsWay: boolean;
  /** The response of the unit, or a digest of it, has another exercise mark than the activation. */
  exerciseDiffers: boolean;
};

/** Everything that the verdict is made from, read in one snapshot. */
export type ReconciliationFacts = {
  activationId: string;
  /** The activation's exercise mark differs from its incident's. */
  exerciseDiffers: boolean;
  units: readonly UnitFacts[];
  groups: readonly RowGroup[];
  unpublished: number;
  parked: number;
  deadLetters: number;
};

type Finding = Reconciliation['findings'][number];
type Counts = Reconciliation['counts'];

const mostFindings = 100;
const nowhere = { startOnItsWay: false, issueOnItsWay: false };

/**
 * The proof, from the facts: adds up each unit, and says whether it is clean, settling or broken. What is missing is on its way as long as
 * an event that would bring it is; otherwise it is lost.
 */
export function reconcile(facts: ReconciliationFacts): Omit<Reconciliation, 'at'> {
  const units = new Map(facts.units.map((unit) => [unit.unitId, { unitId: unit.unitId, name: unit.name, ...noCounts() }]));
  const flows = new Map(facts.units.map((unit) => [unit.unitId, unit]));
  const findings: Finding[] = [];
  let lost = 0;

  for (const group of facts.groups) {
    const unit = units.get(group.unitId) ?? { unitId: group.unitId, name: group.unitId, ...noCounts() };
    units.set(group.unitId, unit);
    const flow = flows.get(group.unitId) ?? nowhere;
    addCounts(unit, group);
    for (const what of wrongWith(group, flow)) {
      if (what === 'not-issued' || what === 'no-mailbox-row') lost += group.rows;
      findings.push(...group.rowIds.map((rowId) => ({ rowId, unitId: group.unitId, what })));
    }
  }
  for (const { unitId, frozen, exerciseDiffers } of facts.units) {
    const unit = units.get(unitId)!;
    const about = (what: Finding['what']): number => findings.push({ rowId: facts.activationId, unitId, what });
    if (frozen > unit.expected) {
      // Even the expectation is gone: the click froze more rows than there are.
      lost += frozen - unit.expected;
      unit.notYetIssued += frozen - unit.expected;
      unit.expected = frozen;
      about('not-issued');
    } else if (unit.expected > frozen) {
      unit.unexpected += unit.expected - frozen;
      about('unexpected');
    }
    if (exerciseDiffers) {
      unit.exerciseDiffers += 1;
      about('exercise-differs');
    }
  }

  const counts = sumOf([...units.values()]);
  if (facts.exerciseDiffers) {
    counts.exerciseDiffers += 1;
    findings.push({ rowId: facts.activationId, unitId: null, what: 'exercise-differs' });
  }
  const { unpublished, parked, deadLetters } = facts;
  const onItsWay = counts.notYetIssued + counts.notYetInMailbox + unpublished + parked;
  return {
    activationId: facts.activationId,
    verdict: findings.length > 0 || deadLetters > 0 ? 'broken' : onItsWay > 0 ? 'settling' : 'clean',
    counts,
    units: [...units.values()],
    lost,
    deadLetters,
    parked,
    unpublished,
    findings: findings.slice(0, mostFindings),
  };
}

/** What does not add up about a group; nothing while it is on its way. */
function wrongWith(group: RowGroup, flow: Pick<UnitFacts, 'startOnItsWay' | 'issueOnItsWay'>): Finding['what'][] {
  const table: [Finding['what'], boolean][] = [
    ['not-issued', group.expected && !group.issued && !flow.startOnItsWay],
    ['no-mailbox-row', group.expected && group.issued && group.mailboxRows === 'none' && !flow.issueOnItsWay],
    ['doubled', isDoubled(group)],
    ['unexpected', isUnexpected(group)],
    ['exercise-differs', group.exerciseDiffers],
  ];
  return table.filter(([, holds]) => holds).map(([what]) => what);
}

function isDoubled(group: RowGroup): boolean {
  return group.mailboxRows === 'more' || (group.issued && group.repeatsExpected);
}

function isUnexpected(group: RowGroup): boolean {
  return !group.expected && !(group.issued && group.repeatsExpected);
}

/** Each issued row is in exactly one of delivered, not reached, pending: what a desk has counts as delivered, whether or not anybody answered. */
function addCounts(unit: Counts, group: RowGroup): void {
  const { rows } = group;
  if (group.expected) {
    unit.expected += rows;
    if (group.issued) {
      unit[group.unfilled ? 'unfilled' : 'issued'] += rows;
      unit[group.mailboxRows === 'none' ? 'notYetInMailbox' : 'inMailbox'] += rows;
      unit[group.delivered ? 'delivered' : group.notReached ? 'notReached' : 'pending'] += rows;
    } else unit.notYetIssued += rows;
  }
  if (isDoubled(group)) unit.doubled += rows;
  if (isUnexpected(group)) unit.unexpected += rows;
  if (group.exerciseDiffers) unit.exerciseDiffers += rows;
}

function noCounts(): Counts {
  return {
    expected: 0,
    issued: 0,
    unfilled: 0,
    notYetIssued: 0,
    inMailbox: 0,
    notYetInMailbox: 0,
    delivered: 0,
    pending: 0,
    notReached: 0,
    doubled: 0,
    unexpected: 0,
    exerciseDiffers: 0,
  };
}

function sumOf(all: readonly Counts[]): Counts {
  const sum = noCounts();
  for (const name of Object.keys(sum) as (keyof Counts)[]) sum[name] = all.reduce((total, counts) => total + counts[name], 0);
  return sum;
}
