import { computed, onMounted, shallowRef, type ComputedRef } from 'vue';
import type { Matter } from '#contracts/matter.js';
import { AnswerLost, RefusedByServer } from '../../session/problem.rules.js';
import { readMatters } from '../../whistle/whistle.api.js';
import { loadOrgs, orgs } from '../frame/org.store.js';

export type KnownDepartment = { orgId: string; orgName: string };

/** Every department that can be whistled for: those of the reader's own tree, and all that stand in the responsibility list, by name. */
export function departmentsOf(matters: readonly Matter[]): KnownDepartment[] {
  const known = new Map(orgs.others.filter((org) => org.kind === 'department').map((org) => [org.id, org.name]));
  for (const matter of matters) for (const one of [matter.leadDepartment, ...matter.assistingDepartments]) known.set(one.orgId, one.name);
  return [...known].map(([orgId, orgName]) => ({ orgId, orgName })).sort((a, b) => a.orgName.localeCompare(b.orgName, 'zh-CN'));
}

/** The departments and the list of matters for a page that is not the whistle form. What cannot be read leaves the choices of the tree. */
export function useDepartments(): { departments: ComputedRef<KnownDepartment[]>; matters: Readonly<{ value: readonly Matter[] }> } {
  const matters = shallowRef<readonly Matter[]>([]);
  onMounted(async () => {
    try {
      matters.value = (await readMatters()).matters;
      await loadOrgs();
    } catch (cause) {
      if (!(cause instanceof RefusedByServer || cause instanceof AnswerLost)) throw cause;
    }
  });
  return { departments: computed(() => departmentsOf(matters.value)), matters };
}
