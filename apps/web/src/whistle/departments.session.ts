import { computed, onMounted, shallowRef, type ComputedRef } from 'vue';
import type { Matter, MattersAnswer } from '#contracts/matter.js';
import { AnswerLost, RefusedByServer } from '../session/problem.rules.js';
import { readMatters } from './whistle.api.js';

export type KnownDepartment = { orgId: string; orgName: string };

/** Every department that can be whistled for, by name. */
export function departmentsOf(list: Pick<MattersAnswer, 'departments'> | null): KnownDepartment[] {
  const known = list?.departments ?? [];
  return known.map(({ orgId, name }) => ({ orgId, orgName: name })).sort((a, b) => a.orgName.localeCompare(b.orgName, 'zh-CN'));
}

/** The departments and the list of matters for a page that is not the whistle form. What cannot be read leaves no choice. */
export function useDepartments(): { departments: ComputedRef<KnownDepartment[]>; matters: ComputedRef<readonly Matter[]> } {
  const list = shallowRef<MattersAnswer | null>(null);
  onMounted(async () => {
    try {
      list.value = await readMatters();
    } catch (cause) {
      if (!(cause instanceof RefusedByServer || cause instanceof AnswerLost)) throw cause;
    }
  });
  return { departments: computed(() => departmentsOf(list.value)), matters: computed(() => list.value?.matters ?? []) };
}
