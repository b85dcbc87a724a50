import type { PlanDocument, PlanVersion, TaskTarget, TaskTemplate } from '#contracts/plan-library.js';

const minutes = (value: number) => ({ IV: value, III: value, II: value, I: value });
const approver = { post: 'town-mayor', org: null };
const approvers = { IV: approver, III: approver, II: approver, I: approver };

/** A target: the shift chief of every affected town, unless told otherwise. */
export function aTarget(more: Partial<TaskTarget> = {}): TaskTarget {
  return { tier: 'town', post: 'town-shift-chief', org: null, unitKind: null, mode: 'each', ...more };
}

/** A task template that starts at once at Ⅳ, unless told otherwise. */
export function aTask(no: string, more: Partial<TaskTemplate> = {}): TaskTemplate {
  return {
    no,
    title: `标题 ${no}`,
    titleEn: `Title ${no}`,
    what: `做 ${no}`,
    whatEn: `Do ${no}.`,
    who: '镇集成指挥中心值班长',
    level: 'IV',
    starts: 'atStart',
    onReport: null,
    dependsOn: [],
    doneMinutes: 60,
    acknowledgeMinutes: null,
    repeatMinutes: null,
    evidence: '',
    evidenceKinds: ['text'],
    targets: [aTarget()],
    onlyCategories: [],
    coveredBy: [],
    source: 'test',
    ...more,
  };
}

/** A plan for typhoons with these tasks; its kind follows from its number. */
export function aPlan(no: string, tasks: TaskTemplate[], more: Partial<PlanDocument> = {}): PlanDocument {
  const kind = ({ O: 'overall', P: 'common', X: 'individual', Y: 'site' } as const)[no[0] as 'O' | 'P' | 'X' | 'Y'];
  return {
    no,
    kind,
    name: `预案 ${no}`,
    nameEn: `Plan ${no}`,
    categories: [kind === 'overall' ? '10000' : '11B01'],
    areaUnits: null,
    holder: kind === 'site' ? 'village' : null,
    unitKind: null,
    extends: [],
    acknowledgeMinutes: minutes(10),
    triggers: {},
    approvers: kind === 'site' ? null : { town: approvers, city: approvers },
    leadDepartments: [],
    groupIds: [],
    tasks,
    site: null,
    ...more,
  };
}

/** A published version of a plan, held by this org. */
export function heldBy(holderOrgId: string, document: PlanDocument, version = 1): PlanVersion {
  return { planVersionId: `${holderOrgId}/${document.no}/${version}`, holderOrgId, version, document };
}
