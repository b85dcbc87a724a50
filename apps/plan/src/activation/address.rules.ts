import type { OrgKind } from '#contracts/org.js';
import type { Reason } from '#contracts/activation.js';
import type { TaskTarget } from '#contracts/plan-library.js';

/** What composition knows of an org. `templateId` says which bureau, station or working group it is. */
export type OrgFact = { id: string; kind: OrgKind; unitId: string | null; templateId: string | null; unitKind: string | null };

/** Orgs by the questions that targets ask, built once per composition. Lists keep the order in which the orgs were given. */
export type OrgMap = {
  byId: Map<string, OrgFact>;
  /** `unit kind`, such as `leyu village`. */
  ofKind: Map<string, string[]>;
  /** `unit template`, such as `leyu water-station`. */
  ofTemplate: Map<string, string>;
  /** `unit unitKind`, such as `leyu hazchem`. */
  ofUnitKind: Map<string, string[]>;
  cityCentreId: string | null;
};

/** Builds the map of orgs. */
export function mapOrgs(orgs: readonly OrgFact[]): OrgMap {
  const map: OrgMap = { byId: new Map(), ofKind: new Map(), ofTemplate: new Map(), ofUnitKind: new Map(), cityCentreId: null };
  for (const org of orgs) {
    map.byId.set(org.id, org);
    if (org.kind === 'city-centre') map.cityCentreId ??= org.id;
    if (org.unitId === null) continue;
    push(map.ofKind, `${org.unitId} ${org.kind}`, org.id);
    if (org.templateId !== null) map.ofTemplate.set(`${org.unitId} ${org.templateId}`, org.id);
    if (org.unitKind !== null) push(map.ofUnitKind, `${org.unitId} ${org.unitKind}`, org.id);
  }
  return map;
}

/** Where an incident is: the org at the scene, if known, and the area unit that it lies in. */
export type Scene = { org: OrgFact | null; unitId: string | null };

/** Finds the scene; an org at city level is no scene. */
export function sceneOf(map: OrgMap, sceneOrgId: string | null): Scene {
  const org = (sceneOrgId !== null && map.byId.get(sceneOrgId)) || null;
  return { org, unitId: org?.unitId ?? null };
}

/** Who a target addresses in one unit: orgs of the unit, or of the city; or why nobody is addressed. */
export type Addressed =
  { at: 'unit' | 'city'; orgIds: string[]; because: Reason['code'] } | { at: 'nobody'; gap: 'scene-unknown' | 'no-such-org' | null };

export type AddressContext = {
  unitId: string;
  scene: Scene;
  /** Which kind of org holds a post. */
  orgKindOfPost: ReadonlyMap<string, OrgKind>;
  /** Working groups that the unit's plans form. */
  formedGroups: readonly string[];
  leadDepartment: string | null;
};

/**
 * Resolves a target in one unit, as the plan library defines it. `one` is the org at the scene: at town tier the scene's unit, or each
 * affected unit while no scene is known; a village only when it is known; a production unit of another kind than the scene's is the unit's
 * first one (the nearest that can).
 */
export function address(map: OrgMap, target: TaskTarget, context: AddressContext): Addressed {
  switch (target.tier) {
    case 'city':
      return found('city', map.cityCentreId, 'post-is-target');
    case 'department': {
      const department = map.byId.get(target.org ?? context.leadDepartment ?? '');
      return found(
        'city',
        department?.kind === 'department' ? department.id : null,
        target.org === null ? 'lead-department' : 'post-is-target',
      );
    }
    case 'town':
      return isElsewhere(target, context) ? { at: 'nobody', gap: null } : inTown(map, target, context);
    case 'village':
      return inVillages(map, target, context);
    case 'production-unit':
      return inProductionUnits(map, target, context);
  }
}

function inTown(map: OrgMap, target: TaskTarget, context: AddressContext): Addressed {
  const { unitId, scene } = context;
  if (target.org !== null) return found('unit', map.ofTemplate.get(`${unitId} ${target.org}`), atScene(target, scene, 'unit-affected'));
  const kind = context.orgKindOfPost.get(target.post);
  if (kind === 'working-group') {
    const groups = context.formedGroups.map((group) => map.ofTemplate.get(`${unitId} ${group}`)).filter((id) => id !== undefined);
    return several(groups, 'group-formed', 'no-such-org');
  }
  return several((kind && map.ofKind.get(`${unitId} ${kind}`)) || [], atScene(target, scene, 'unit-affected'), 'no-such-org');
}

function inVillages(map: OrgMap, target: TaskTarget, context: AddressContext): Addressed {
  const villages = map.ofKind.get(`${context.unitId} village`) ?? [];
  if (target.mode === 'each') return several(villages, 'unit-affected', null);
  const { org } = context.scene;
  if (org?.kind === 'village' && org.unitId === context.unitId) return found('unit', org.id, 'scene');
  return { at: 'nobody', gap: isElsewhere(target, context) || villages.length === 0 ? null : 'scene-unknown' };
}

function inProductionUnits(map: OrgMap, target: TaskTarget, context: AddressContext): Addressed {
  const { unitId, scene } = context;
  const isAny = target.unitKind === null || target.unitKind === 'any';
  const ofKind = map.ofUnitKind.get(`${unitId} ${target.unitKind ?? 'any'}`) ?? [];
  if (target.mode === 'each') return several(isAny ? (map.ofKind.get(`${unitId} production-unit`) ?? []) : ofKind, 'unit-kind', null);
  if (isElsewhere(target, context)) return { at: 'nobody', gap: null };
  if (scene.org?.kind === 'production-unit' && (isAny || scene.org.unitKind === target.unitKind))
    return found('unit', scene.org.id, 'scene');
  return several(ofKind.slice(0, 1), 'unit-kind', isAny ? 'scene-unknown' : 'no-such-org');
}

function isElsewhere(target: TaskTarget, context: AddressContext): boolean {
  return target.mode === 'one' && context.scene.unitId !== null && context.scene.unitId !== context.unitId;
}

function atScene(target: TaskTarget, scene: Scene, otherwise: Reason['code']): Reason['code'] {
  return target.mode === 'one' && scene.unitId !== null ? 'scene' : otherwise;
}

function found(at: 'unit' | 'city', orgId: string | null | undefined, because: Reason['code']): Addressed {
  return orgId ? { at, orgIds: [orgId], because } : { at: 'nobody', gap: 'no-such-org' };
}

function several(orgIds: string[], because: Reason['code'], gap: 'scene-unknown' | 'no-such-org' | null): Addressed {
  return orgIds.length > 0 ? { at: 'unit', orgIds, because } : { at: 'nobody', gap };
}

function push(map: Map<string, string[]>, key: string, value: string): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
