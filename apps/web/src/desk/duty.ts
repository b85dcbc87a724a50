import { onScopeDispose, ref } from 'vue';
import type { DutyAnswer } from '#contracts/org.js';
import { api } from '../session/api-client.js';
import { AnswerLost, RefusedByServer } from '../session/problem.rules.js';

/** Who is on duty at an org, asked again every five minutes; what was known stays when there is no answer. Null = never known, nothing is shown. */
export function useDuty(orgId: string) {
  const duty = ref<DutyAnswer['duties'] | null>(null);
  async function ask() {
    try {
      duty.value = (await api.get<DutyAnswer>(`/api/duty?orgId=${encodeURIComponent(orgId)}`)).duties;
    } catch (error) {
      // Without an answer, or without the right to it, this aside adds nothing; the tasks say themselves whether the line is down.
      if (!(error instanceof AnswerLost || error instanceof RefusedByServer)) throw error;
    }
  }
  void ask();
  const timer = setInterval(() => void ask(), 300_000);
  onScopeDispose(() => clearInterval(timer));
  return duty;
}
