import { computed, onBeforeUnmount, onMounted, shallowRef, type ComputedRef, type ShallowRef } from 'vue';
import type { Matter, MattersAnswer } from '#contracts/matter.js';
import { AnswerLost, RefusedByServer } from '../session/problem.rules.js';
import { readConnectedDepartments, readMatters } from './whistle.api.js';

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

const askAgainMs = 15_000;

/** The departments that would hear a whistle now, asked again and again; null where that is not known. */
export function useConnectedDepartments(): Readonly<ShallowRef<ReadonlySet<string> | null>> {
  const connected = shallowRef<ReadonlySet<string> | null>(null);
  async function ask() {
    try {
      const answer = await readConnectedDepartments();
      connected.value = answer.whole ? new Set(answer.connected) : null;
    } catch (cause) {
      if (!(cause instanceof RefusedByServer || cause instanceof AnswerLost)) throw cause;
      connected.value = null;
    }
  }
  let timer: ReturnType<typeof setInterval>;
  onMounted(() => {
    void ask();
    timer = setInterval(() => void ask(), askAgainMs);
  });
  onBeforeUnmount(() => clearInterval(timer));
  return connected;
}
