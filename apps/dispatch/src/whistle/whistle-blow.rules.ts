import type { FieldProblem, RefusalCode } from '#contracts/problem.js';
import type { BlowWhistle } from '#contracts/whistle.js';
import type { Origin } from './whistle-origin.queries.js';

type Named = Pick<BlowWhistle, 'leadOrgId' | 'assistOrgIds'>;
type Problem = { code: RefusalCode; field: FieldProblem };

/** What is wrong with the departments that are to be called: there is one lead, it does not assist as well, and all are departments. */
export function blowProblem({ leadOrgId, assistOrgIds }: Named, orgs: ReadonlyMap<string, { kind: string }>): Problem | null {
  const named = [
    { orgId: leadOrgId, field: 'leadOrgId' },
    ...assistOrgIds.map((orgId, index) => ({ orgId, field: `assistOrgIds.${index}` })),
  ];
  for (const { orgId, field } of named) {
    const problem = departmentProblem(orgs.get(orgId)?.kind, field);
    if (problem) return problem;
  }
  const twice = assistOrgIds.indexOf(leadOrgId);
  if (twice < 0) return null;
  const field = { field: `assistOrgIds.${twice}`, reason: '已是主办', reasonEn: 'It is the lead already' };
  return { code: 'lead-also-assists', field };
}

/** Why an org cannot be called; null: it is a department. */
export function departmentProblem(kind: string | undefined, field: string): Problem | null {
  if (kind === undefined) return { code: 'unknown-org', field: { field, reason: '没有这个部门', reasonEn: 'No such department' } };
  if (kind !== 'department') return { code: 'not-a-department', field: { field, reason: '不是部门', reasonEn: 'Not a department' } };
  return null;
}

/** Where the whistle comes from, in the columns of its row. */
export function originOf({ origin }: Pick<BlowWhistle, 'origin'>, known: Origin | null) {
  return {
    origin: origin.from,
    incidentId: origin.from === 'incident' ? origin.incidentId : null,
    incidentTitle: known?.incident?.title ?? null,
    originTaskId: origin.from === 'task' ? origin.taskId : null,
    gridReportId: origin.from === 'grid-report' ? origin.gridReportId : null,
  };
}
