import type { OpenIncident } from '#contracts/incident.js';
import type { FieldProblem, RefusalCode } from '#contracts/problem.js';
import type { CategoryTree } from '../category/category.rules.js';
import { canCategorise, isSocialSafety } from '../category/category.rules.js';

/** What must be known to decide whether an incident may be opened. */
export type OpeningFacts = {
  tree: CategoryTree;
  /** Those of the command's units that exist in the caller's scope. */
  unitsInScope: ReadonlySet<string>;
  /** The area unit of the scene, or null if the scene's org is unknown or lies in no unit. */
  sceneUnitId: string | null;
  /** The warning it is opened from, or null if it is unknown or out of scope. */
  warning: { exercise: boolean; cancelled: boolean } | null;
  now: Date;
};

/** Whether the incident may be opened; a refusal names every field that is wrong, under the code of the first. */
export type Opening = { ok: true; unitIds: string[] } | { ok: false; refusal: RefusalCode; fields: FieldProblem[] };

type Check = { code: RefusalCode; problems: (command: OpenIncident, facts: OpeningFacts) => FieldProblem[] };

const oldest = Date.parse('1949-10-01T00:00:00+08:00');
const furthestDays = 366;

const checks: readonly Check[] = [
  {
    code: 'unknown-category',
    problems: ({ category }, { tree }) => (canCategorise(tree, category) ? [] : [categoryProblem(tree, category)]),
  },
  {
    code: 'unknown-org',
    problems: ({ unitIds }, { unitsInScope }) =>
      unitIds.flatMap((unitId, index) =>
        unitsInScope.has(unitId)
          ? []
          : [
              says(
                `unitIds.${index}`,
                `没有区镇 ${unitId}，或不在管辖范围`,
                `There is no area unit ${unitId}, or it is outside your scope`,
              ),
            ],
      ),
  },
  {
    code: 'unknown-org',
    problems: ({ sceneOrgId, unitIds }, { sceneUnitId }) =>
      sceneOrgId === null || (sceneUnitId !== null && unitIds.includes(sceneUnitId))
        ? []
        : [says('sceneOrgId', '事发单位不在所选区镇内', 'The scene lies in none of the chosen area units')],
  },
  { code: 'invalid-input', problems: levelProblems },
  { code: 'invalid-input', problems: timeProblems },
  { code: 'invalid-input', problems: knownProblems },
  {
    code: 'invalid-input',
    problems: ({ source }, { warning }) =>
      source.warningId === null || warning ? [] : [says('source.warningId', '没有这条预警', 'There is no such warning')],
  },
  {
    code: 'exercise-differs',
    problems: ({ exercise }, { warning }) =>
      warning?.exercise && !exercise
        ? [says('exercise', '预警的状态不是 Actual，只能开演练', 'The status of the warning is not Actual: it can only open an exercise')]
        : [],
  },
  {
    // What has happened has happened, whatever became of its warning.
    code: 'warning-cancelled',
    problems: ({ hasHappened }, { warning }) =>
      warning?.cancelled && !hasHappened
        ? [says('source.warningId', '预警已解除，不再构成威胁', 'The warning was cancelled: it no longer threatens')]
        : [],
  },
];

/** Decides whether an incident may be opened. Units named twice count once. */
export function checkOpening(command: OpenIncident, facts: OpeningFacts): Opening {
  const found = checks.map(({ code, problems }) => ({ code, fields: problems(command, facts) })).filter(({ fields }) => fields.length > 0);
  const [first] = found;
  if (first) return { ok: false, refusal: first.code, fields: found.flatMap(({ fields }) => fields).slice(0, 50) };
  return { ok: true, unitIds: [...new Set(command.unitIds)] };
}

/** What has happened in class 11, 12 or 13 has an event level, at least a first judgement; what only threatens has none yet. */
function levelProblems({ category, eventLevel, hasHappened }: OpenIncident): FieldProblem[] {
  if (eventLevel !== 'undetermined' || !hasHappened || isSocialSafety(category)) return [];
  return [
    says(
      'eventLevel',
      '已发生的自然灾害、事故灾难、公共卫生事件要有事件分级（可以是初判）；社会安全事件可以不定级',
      'What has happened needs an event level, at least a first judgement; only social-safety incidents may have none',
    ),
  ];
}

/** Whether something can have occurred, or be expected, at this moment. */
export function isPlausibleTime(occurredAt: string, now: Date): boolean {
  const at = Date.parse(occurredAt);
  return at >= oldest && at <= now.getTime() + furthestDays * 86_400_000;
}

function timeProblems({ occurredAt }: OpenIncident, { now }: OpeningFacts): FieldProblem[] {
  return isPlausibleTime(occurredAt, now)
    ? []
    : [says('occurredAt', '时间早于 1949 年，或在一年以后', 'The time is before 1949, or more than a year ahead')];
}

/** Nobody knows of a thing later than now, nor of one that has happened before it happened: the first report's clock starts there. */
function knownProblems({ knownAt, occurredAt, hasHappened }: OpenIncident, { now }: OpeningFacts): FieldProblem[] {
  if (knownAt === null) return [];
  const at = Date.parse(knownAt);
  if (at > now.getTime()) return [says('knownAt', '知悉时间不能晚于现在', 'The moment anyone knew cannot lie in the future')];
  if (at < oldest) return [says('knownAt', '时间早于 1949 年', 'The time is before 1949')];
  return hasHappened && at < Date.parse(occurredAt)
    ? [says('knownAt', '知悉时间早于发生时间', 'Nobody can have known before it happened')]
    : [];
}

function categoryProblem(tree: CategoryTree, category: string): FieldProblem {
  return tree.byCode.has(category)
    ? says('category', `类别 ${category} 太笼统，请选到具体种类`, `Category ${category} is too general, choose a kind below it`)
    : says('category', `没有类别 ${category}`, `There is no category ${category}`);
}

function says(field: string, reason: string, reasonEn: string): FieldProblem {
  return { field, reason, reasonEn };
}
