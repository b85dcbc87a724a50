import type { FieldProblem, RefusalCode } from '#contracts/problem.js';
import type { IssueWarning } from '#contracts/warning.js';
import type { CategoryTree } from '../../category/category.rules.js';
import { canCategorise } from '../../category/category.rules.js';

/** The warning that a command changes or cancels, as far as it decides whether that is allowed. */
export type Changed = { exercise: boolean; cancelled: boolean; issuedInScope: boolean };

/** What must be known to decide whether a warning may be issued. `changed` is null if the command names none that the caller may see. */
export type IssuingFacts = { tree: CategoryTree; unitsInScope: ReadonlySet<string>; changed: Changed | null; now: Date };

export type Permit = { ok: true } | { ok: false; refusal: RefusalCode; fields: FieldProblem[] };

type Check = { code: RefusalCode; problems: (command: IssueWarning, facts: IssuingFacts) => FieldProblem[] };

const changedField = ({ changes }: IssueWarning) => (changes ? 'changes' : 'cancels');

const checks: readonly Check[] = [
  {
    code: 'invalid-input',
    problems: ({ changes, cancels }) =>
      changes && cancels ? [says('cancels', '变更和解除只能选一个', 'It either changes a warning or cancels one')] : [],
  },
  {
    code: 'invalid-input',
    problems: (command, { changed }) =>
      (command.changes ?? command.cancels) && !changed ? [says(changedField(command), '没有这条预警', 'There is no such warning')] : [],
  },
  {
    code: 'not-our-warning',
    problems: (command, { changed }) =>
      changed && !changed.issuedInScope
        ? [says(changedField(command), '不是本单位发布的预警', 'This warning was not issued by your organisation')]
        : [],
  },
  {
    code: 'warning-cancelled',
    problems: (command, { changed }) =>
      changed?.cancelled ? [says(changedField(command), '预警已解除', 'The warning was cancelled')] : [],
  },
  {
    code: 'exercise-differs',
    problems: ({ exercise }, { changed }) =>
      changed && changed.exercise !== exercise
        ? [
            says(
              'exercise',
              '与所变更的预警一个是演练、一个是真实',
              'One of it and the warning it changes is an exercise and the other is real',
            ),
          ]
        : [],
  },
  {
    code: 'unknown-category',
    problems: ({ category }, { tree }) =>
      canCategorise(tree, category)
        ? []
        : [says('category', `类别 ${category} 不存在或太笼统`, `Category ${category} is unknown or too general`)],
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
    code: 'invalid-input',
    problems: ({ expiresAt, onsetAt }, { now }) => {
      const end = Date.parse(expiresAt);
      if (end <= now.getTime()) return [says('expiresAt', '失效时间已过', 'It would have expired')];
      if (end > now.getTime() + 31 * 86_400_000)
        return [says('expiresAt', '失效时间在 31 天以后', 'It would expire after more than 31 days')];
      return onsetAt !== null && Date.parse(onsetAt) >= end
        ? [says('onsetAt', '开始时间不早于失效时间', 'It would begin when it has expired')]
        : [];
    },
  },
];

/** Decides whether a warning may be issued; a refusal names every field that is wrong, under the code of the first. */
export function checkIssuing(command: IssueWarning, facts: IssuingFacts): Permit {
  const found = checks.map(({ code, problems }) => ({ code, fields: problems(command, facts) })).filter(({ fields }) => fields.length > 0);
  const [first] = found;
  return first ? { ok: false, refusal: first.code, fields: found.flatMap(({ fields }) => fields).slice(0, 50) } : { ok: true };
}

function says(field: string, reason: string, reasonEn: string): FieldProblem {
  return { field, reason, reasonEn };
}
