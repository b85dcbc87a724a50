import { whistleKinds } from '#contracts/matter.js';
import type { Whistle } from '#contracts/whistle.js';

/** What this console has told already: the word of the last thing worth ringing for, by whistle. */
export type Told = Readonly<Record<string, Ringing>>;
/** Why a whistle rings at the city's console: it was blown, it asks for a ruling, a department offers itself and waits for the town. */
export type Ringing = 'blown' | 'offered' | 'ruling';
export type News = { whistle: Whistle; why: Ringing };

/**
 * Why a whistle would ring here, most urgent first; null: it does not. A ruling rings where rulings are made, an offer where it can be taken up, a
 * blown one where the reader hears of all towns' whistles (`ofAllTowns`): the town itself has blown it.
 */
export function ringingOf(whistle: Whistle, ofAllTowns: boolean): Ringing | null {
  const may = (act: 'rule' | 'accept-offer') => whistle.acts.some((one) => one.act === act && one.refusal === null);
  if (whistle.question === 'ruling') return may('rule') ? 'ruling' : null;
  if (whistle.state === 'offered') return may('accept-offer') ? 'offered' : null;
  return ofAllTowns && whistle.state === 'blown' ? 'blown' : null;
}

/**
 * What must be told, each thing once: a whistle blown since, an offer, a ruling asked. What is gone from the list is forgotten; a whistle that has
 * gone on keeps what was told of it, so that the same thing never rings twice. The most urgent comes last, to be raised on top.
 */
export function newsOf(told: Told, open: readonly Whistle[], ofAllTowns: boolean): { told: Told; news: News[] } {
  const news: News[] = [];
  const kept: Record<string, Ringing> = {};
  for (const whistle of open) {
    const before = told[whistle.id];
    const why = ringingOf(whistle, ofAllTowns);
    if (why !== null && why !== before && !(why === 'blown' && before !== undefined)) news.push({ whistle, why });
    kept[whistle.id] = why ?? before ?? 'blown';
  }
  return { told: kept, news: news.sort((a, b) => weightOf(a) - weightOf(b)) };
}

/** What is raised last stands on top: a ruling over an offer over a new whistle, and of those the emergency over the rest. */
const weightOf = ({ whistle, why }: News): number =>
  (whistle.exercise ? 0 : 100) + { blown: 0, offered: 10, ruling: 20 }[why] + whistleKinds.indexOf(whistle.kind);
