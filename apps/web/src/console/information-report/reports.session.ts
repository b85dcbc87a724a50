import { onScopeDispose, shallowRef } from 'vue';
import type { Incident } from '#contracts/incident.js';
import type { IncidentReports } from '#contracts/information-report.js';
import { serverClock } from '../../live/server-clock.js';
import { useReconnects } from '../../live/use-live.js';
import { readIncident } from '../console.api.js';
import { useFailureWords, type Failure } from '../../session/failure.js';
import { readReports } from './information-report.api.js';

const everyMilliseconds = 10_000;

/** The reports of one incident, read again every ten seconds: others report too, and a response may end. A failed reading leaves the last picture. */
export function useInformationReports(incidentId: string) {
  const failureWords = useFailureWords();
  const incident = shallowRef<Incident | null>(null);
  const answer = shallowRef<IncidentReports | null>(null);
  const readAt = shallowRef(0);
  const failure = shallowRef<Failure | null>(null);

  async function load(): Promise<void> {
    try {
      incident.value ??= await readIncident(incidentId);
      answer.value = await readReports(incidentId);
      readAt.value = serverClock.now();
      failure.value = null;
    } catch (cause) {
      failure.value = failureWords(cause);
    }
  }

  void load();
  useReconnects(() => void load());
  const timer = setInterval(() => void load(), everyMilliseconds);
  onScopeDispose(() => clearInterval(timer));
  return { incident, answer, readAt, failure, load };
}
