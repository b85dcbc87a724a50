import { whistleKinds } from '#contracts/matter.js';
import type { Whistle } from '#contracts/whistle.js';
import { byUrgency } from '../../whistle/whistle.view.js';
import type { WhistleQuestion } from '../../whistle/whistle.api.js';

/** What the board of whistles can show. */
export const whistleTabs = ['open', 'overdue', 'ruling', 'offered', 'closed'] as const;
export type WhistleTab = (typeof whistleTabs)[number];

/** Who needs a human first: what lies before the city centre, then what runs out first; the real before drills. */
export function byNeed(nowMs: number): (a: Whistle, b: Whistle) => number {
  const urgency = byUrgency(nowMs);
  const rules = (whistle: Whistle) => Number(whistle.question === 'ruling' && !whistle.exercise);
  return (a, b) => rules(b) - rules(a) || urgency(a, b);
}

/** The question that the address asks (`?show=overdue&unit=leyu&kind=emergency`); what is unknown is not asked. */
export function questionOf(query: Record<string, unknown>): WhistleQuestion {
  const state = whistleTabs.find((tab) => tab === query.show) ?? 'open';
  const kind = whistleKinds.find((one) => one === query.kind);
  const text = (name: string) => (typeof query[name] === 'string' && query[name] !== '' ? { [name]: query[name] as string } : {});
  const unit = text('unit').unit;
  const incident = text('incident').incident;
  return { state, ...(kind ? { kind } : {}), ...(unit ? { unitId: unit } : {}), ...(incident ? { incidentId: incident } : {}) };
}
