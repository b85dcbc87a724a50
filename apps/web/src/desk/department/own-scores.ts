import { onScopeDispose, shallowRef } from 'vue';
import type { ScoreLine, ScoresAnswer } from '#contracts/score.js';
import { serverClock } from '../../live/server-clock.js';
import { api } from '../../session/api-client.js';
import { AnswerLost, RefusedByServer } from '../../session/problem.rules.js';
import { monthOf } from './month.rules.js';

const againMs = 300_000;

/** The own department's rates of this month, read every five minutes; what was known stays. Null: never known, nothing is shown. */
export function useOwnScores(orgId: string) {
  const line = shallowRef<ScoreLine | null>(null);
  async function read() {
    const month = monthOf(serverClock.now());
    const query = new URLSearchParams({ by: 'department', side: 'department', from: month, until: month, orgId });
    try {
      const answer = await api.get<ScoresAnswer>(`/api/scores?${query.toString()}`);
      line.value = answer.lines.find((one) => one.key === orgId) ?? null;
    } catch (error) {
      if (!(error instanceof AnswerLost || error instanceof RefusedByServer)) throw error;
    }
  }
  void read();
  const timer = setInterval(() => void read(), againMs);
  onScopeDispose(() => clearInterval(timer));
  return line;
}
