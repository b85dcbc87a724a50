import type { ReportDuty } from '#contracts/information-report.js';
import { readCountdown, type CountdownPhase } from '../../kit/countdown.rules.js';

const phases: readonly CountdownPhase[] = ['over', 'soon', 'plain', 'stopped'];

/** How near the deadline of an open duty is. */
export function phaseOf(duty: Pick<ReportDuty, 'dueAt' | 'since'>, nowMs: number): CountdownPhase {
  return readCountdown(Date.parse(duty.dueAt), Date.parse(duty.since), nowMs).phase;
}

/** The most urgent first: overdue, then soon, then the rest; in each the real before drills, then the earlier deadline. */
export function sortByUrgency<Duty extends Pick<ReportDuty, 'dueAt' | 'since' | 'exercise'>>(
  duties: readonly Duty[],
  nowMs: number,
): Duty[] {
  const rank = (duty: Duty) => phases.indexOf(phaseOf(duty, nowMs));
  return [...duties].sort(
    (one, other) =>
      rank(one) - rank(other) || Number(one.exercise) - Number(other.exercise) || Date.parse(one.dueAt) - Date.parse(other.dueAt),
  );
}

/** What names the deadline of a duty: one that moves is another one. */
export function deadlineOf({ incidentId, kind, nth, dueAt }: Pick<ReportDuty, 'incidentId' | 'kind' | 'nth' | 'dueAt'>): string {
  return `${incidentId}:${kind}:${nth}:${dueAt}`;
}

/** Which deadlines have passed now and were not rung for yet, and which are known from now on: those that are gone are forgotten. */
export function newlyOverdue<Duty extends Pick<ReportDuty, 'incidentId' | 'kind' | 'nth' | 'dueAt'>>(
  known: readonly string[],
  duties: readonly Duty[],
  nowMs: number,
): { known: string[]; news: Duty[] } {
  const overdue = duties.filter((duty) => Date.parse(duty.dueAt) < nowMs);
  return { known: overdue.map(deadlineOf), news: overdue.filter((duty) => !known.includes(deadlineOf(duty))) };
}

/** A limit as people say it: whole hours from two hours up, minutes otherwise. */
export function limitSpan(since: string, dueAt: string): { key: 'minutes' | 'hours'; n: number } {
  const minutes = Math.round((Date.parse(dueAt) - Date.parse(since)) / 60_000);
  return minutes >= 120 && minutes % 60 === 0 ? { key: 'hours', n: minutes / 60 } : { key: 'minutes', n: minutes };
}
