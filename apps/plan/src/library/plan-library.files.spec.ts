import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { coversCategory } from './category.rules.js';
import { libraryFolder, planFiles, readLibrary } from './plan-library.files.js';
import { planSchema } from './plan-schema.js';

const { plans, triggers, groups } = readLibrary();
const validate = new Ajv2020({ allErrors: true }).compile(JSON.parse(planSchema()) as object);
const tasks = new Map(plans.flatMap((plan) => plan.tasks.map((task) => [task.no, task])));

describe('the plan library', () => {
  it('has 1 overall, 13 common, 8 individual and 6 site plans with 270 tasks', () => {
    const count = (kind: string) => plans.filter((plan) => plan.kind === kind).length;
    expect([count('overall'), count('common'), count('individual'), count('site')]).toEqual([1, 13, 8, 6]);
    expect(tasks.size).toBe(18 + 149 + 62 + 41);
    expect(triggers).toHaveLength(13);
    expect(groups).toHaveLength(10);
  });

  it('has a committed schema that is the one generated from the contract', () => {
    expect(readFileSync(join(libraryFolder(), 'plan.schema.json'), 'utf8')).toBe(planSchema());
  });

  it.each(planFiles())('%s fits the schema and is named by its number', (name) => {
    const document = JSON.parse(readFileSync(join(libraryFolder(), name), 'utf8')) as { no: string };
    validate(document);
    expect(validate.errors).toBeNull();
    expect(`${document.no}.json`).toBe(name);
  });

  it('refuses a file with a field that the contract does not know', () => {
    expect(validate({ ...plans[0], colour: 'red' })).toBe(false);
  });

  it('refers only to plans, tasks, triggers and groups that exist', () => {
    const planNos = new Set(plans.map((plan) => plan.no));
    const triggerIds = new Set(triggers.map((trigger) => trigger.id));
    const groupIds = new Set(groups.map((group) => group.id));
    for (const plan of plans) {
      expect(plan.extends.filter((no) => !planNos.has(no))).toEqual([]);
      expect(plan.groupIds.filter((group) => !groupIds.has(group))).toEqual([]);
      for (const task of plan.tasks) {
        expect(task.no.slice(0, 3)).toBe(plan.no);
        expect([...task.dependsOn, ...task.coveredBy].filter((no) => !tasks.has(no))).toEqual([]);
        expect(task.starts === 'onReport').toBe(task.onReport !== null);
        if (task.onReport !== null) expect(triggerIds).toContain(task.onReport);
      }
    }
  });

  it.each(plans.filter((plan) => plan.warningTriggers).map((plan) => [plan.no, plan] as const))(
    '%s names warnings only as its own trigger table does, each once, for hazards that it is for',
    (_, plan) => {
      const named = (plan.warningTriggers ?? []).map((trigger) => `${trigger.category} ${trigger.colour}`);
      expect(named.length).toBeGreaterThan(0);
      expect(new Set(named).size).toBe(named.length);
      for (const { category, level, says } of plan.warningTriggers ?? []) {
        expect(plan.triggers[level]).toContain(says);
        expect(plan.categories.some((code) => coversCategory(code, category) || coversCategory(category, code))).toBe(true);
      }
    },
  );

  it('marks the warnings of every plan whose trigger table speaks of one', () => {
    const speaks = /预警|(?:台风|暴雨|森林火险)[红橙黄蓝]/;
    const speaking = plans.filter((plan) => Object.values(plan.triggers).some((says) => speaks.test(says)));
    expect(speaking.map((plan) => plan.no)).toEqual(['P01', 'P02', 'X07', 'X08']);
    expect(plans.filter((plan) => plan.warningTriggers).map((plan) => plan.no)).toEqual(['P01', 'P02', 'X07', 'X08']);
  });

  it('depends on no task that recurs, ends with the response or is done by the click, and on none in a circle', () => {
    const open = new Set<string>();
    const settled = new Set<string>();
    const visit = (no: string): void => {
      if (settled.has(no)) return;
      expect(open).not.toContain(no);
      open.add(no);
      for (const before of tasks.get(no)!.dependsOn) {
        expect(tasks.get(before)).toMatchObject({ repeatMinutes: null, starts: expect.not.stringMatching(/atEnd|byTheClick/) });
        visit(before);
      }
      open.delete(no);
      settled.add(no);
    };
    for (const no of tasks.keys()) visit(no);
    expect(settled.size).toBe(tasks.size);
  });
});
