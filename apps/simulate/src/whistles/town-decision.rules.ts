import type { Whistle, WhistleAct } from '#contracts/whistle.js';
import type { PlannedWhistle } from './night-plan.rules.js';

/** What a town does next about one of its whistles, after so many minutes of the night, and the body of the act. */
export type TownDecision = { act: WhistleAct; afterMinutes: number; body: object; asks: readonly string[] };

/** Decides by what the page shows of it; null: nothing for now. Each act is done once. */
export function decideForTown(whistle: Whistle, plan: PlannedWhistle, done: ReadonlySet<WhistleAct>): TownDecision | null {
  const { town, standbyOrgId, number } = plan;
  const may = (act: WhistleAct): boolean => !done.has(act) && whistle.acts.some((each) => each.act === act && each.refusal === null);
  const decide = (act: WhistleAct, afterMinutes: number, body: object, ...asks: string[]): TownDecision => ({
    act,
    afterMinutes,
    body,
    asks,
  });
  // Everybody has their own haste.
  const haste = 1 + (number % 4);
  const isStandbyFree = !whistle.calls.some(({ orgId }) => orgId === standbyOrgId);
  const reassign = (words: string): TownDecision | null =>
    isStandbyFree && may('reassign') ? decide('reassign', haste, { leadOrgId: standbyOrgId, words }, standbyOrgId) : null;

  if (town.withdraws && may('withdraw')) return decide('withdraw', 2 * haste, { reason: '吹错了，镇里自己能处置' });
  if (whistle.question === 'returned') {
    if (town.onReturn === 'reassign') return reassign('退回有理，改派');
    if (town.onReturn === 'dispute' && may('dispute')) return decide('dispute', haste, { words: '按清单就是你部门主办' });
    return null;
  }
  if (whistle.reassignAsked) return reassign('同意改派');
  if (whistle.state === 'finished') {
    if (town.onFinish === 'leave-open') return null;
    if (town.onFinish === 'send-back' && may('send-back')) return decide('send-back', 2 * haste, { words: '现场还没清理干净' });
    const check = '到现场看过，照片和说的一致';
    return may('close') ? decide('close', 2 * haste, { satisfaction: town.satisfaction, check }) : null;
  }
  if (town.addsAssist && isStandbyFree && may('add-assist'))
    return decide('add-assist', 3 * haste, { orgIds: [standbyOrgId] }, standbyOrgId);
  return null;
}
