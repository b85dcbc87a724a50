import { readLibrary } from '../library/plan-library.files.js';
import { cityId, orgKindOfPost, publishedVersions, realOrgs, villagesOf } from '../testing/real-city.js';
import type { ComposedUnit } from './compose.rules.js';
import { composeActivation } from './compose.rules.js';
import { partsOf } from './part.rules.js';

/** A port with a chemical plant and many individual plans, a small town, and a zone without villages. */
const unitIds = ['jingang', 'changyinsha', 'bonded-area'];
const versions = publishedVersions(unitIds);
const orgs = realOrgs().filter((org) => org.unitId === null || unitIds.includes(org.unitId));
const categories = [...new Set(readLibrary().plans.flatMap((plan) => plan.categories))].sort();
const cases = [
  ['III', null],
  ['I', null],
  ['I', villagesOf('jingang')[0]!],
  ['I', 'jingang:pu-hazchem-1'],
] as const;

/** What is wrong with a composed unit for those who read it: dispatch, the reconciliation, people. */
function faultsOf(unit: ComposedUnit): string[] {
  const held = new Set(unit.rows.map((row) => row.taskNo));
  const faults: string[] = [];
  if (unit.tasks.map((task) => task.taskNo).join() !== [...held].join()) faults.push('tasks and rows differ, or their order');
  for (const task of unit.tasks) {
    if (task.dependsOn.some((no) => !held.has(no))) faults.push(`${task.taskNo} waits for what nobody here holds`);
    if (task.starts === 'afterTask' && task.dependsOn.length === 0) faults.push(`${task.taskNo} waits for nothing`);
    if (task.starts === 'atStart' && task.dependsOn.length > 0) faults.push(`${task.taskNo} starts at once and waits`);
    if ((task.starts === 'onReport') !== (task.onReport !== null)) faults.push(`${task.taskNo} has a trigger without waiting for it`);
    if (task.doneMinutes > 0 && task.acknowledgeMinutes > task.doneMinutes) faults.push(`${task.taskNo} is done before it is acknowledged`);
  }
  return faults;
}

describe('whatever response the library gives', () => {
  it.each(categories)('%s: nobody is told twice, waits for nothing, or is lost in the parts', (category) => {
    for (const [level, sceneOrgId] of cases) {
      let last = 0;
      const decision = composeActivation(
        { incident: { category, hasHappened: true, sceneOrgId }, level, unitIds, reports: [], cityId, versions, orgs, orgKindOfPost },
        () => `${++last}`,
      );
      if (!decision.ok) throw new Error(decision.refusal);
      const { units } = decision.composition;
      const rows = units.flatMap((unit) => unit.rows);
      const recipients = new Set(rows.map((row) => `${row.taskNo} ${row.orgId} ${row.postId}`));
      const told = partsOf(units).flatMap((part) => part.rows.map((row) => row.id));
      expect({ level, sceneOrgId, faults: units.flatMap(faultsOf) }).toEqual({ level, sceneOrgId, faults: [] });
      expect([recipients.size, new Set(told).size, told.length]).toEqual([rows.length, rows.length, rows.length]);
    }
  });
});
