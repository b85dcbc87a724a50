import { whistleKinds } from '#contracts/matter.js';
import type { WhistleQuestion } from '../../whistle/whistle.api.js';

/** What the board of whistles can show. */
export const whistleTabs = ['open', 'overdue', 'ruling', 'offered', 'closed'] as const;
export type WhistleTab = (typeof whistleTabs)[number];

/** The question that the address asks (`?show=overdue&unit=leyu&kind=emergency`); what is unknown is not asked. */
export function questionOf(query: Record<string, unknown>): WhistleQuestion {
  const state = whistleTabs.find((tab) => tab === query.show) ?? 'open';
  const kind = whistleKinds.find((one) => one === query.kind);
  const text = (name: string) => (typeof query[name] === 'string' && query[name] !== '' ? { [name]: query[name] as string } : {});
  const unit = text('unit').unit;
  const incident = text('incident').incident;
  return { state, ...(kind ? { kind } : {}), ...(unit ? { unitId: unit } : {}), ...(incident ? { incidentId: incident } : {}) };
}
