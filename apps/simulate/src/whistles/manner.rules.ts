import type { Draw } from '#desk-client/draw.rules.js';

/**
 * How a department behaves that leads. `woken`: it answers when its leader was told · `phoned`: the city's centre acknowledges on its behalf when it
 * was told · `silent`: never · `stays-away`: acknowledges and does not come · `stops-reporting`: comes and says nothing more.
 */
export const leadManners = {
  prompt: 46,
  late: 13,
  woken: 8,
  phoned: 4,
  silent: 4,
  'stays-away': 6,
  'stops-reporting': 5,
  returns: 8,
  'asks-reassign': 6,
} as const;
export type LeadManner = keyof typeof leadManners;

/** How a department behaves that assists. */
export const assistManners = { prompt: 62, late: 16, woken: 8, silent: 8, returns: 6 } as const;
export type AssistManner = keyof typeof assistManners;
export type Manner = LeadManner | AssistManner;

/** What may not be done with an emergency whistle is not tried there. */
export const notInEmergencies: readonly Manner[] = ['returns'];

/** What a town does with a whistle that comes back to it. `wait`: it does nothing, and the clock brings it before the city centre. */
export const onReturn = { reassign: 40, dispute: 40, wait: 20 } as const;
/** What it does when the lead has finished. `leave-open`: nobody has looked at it yet when the night is over. */
export const onFinish = { close: 82, 'send-back': 8, 'leave-open': 10 } as const;
export const satisfactions = { satisfied: 74, fair: 19, dissatisfied: 7 } as const;

export type TownManner = {
  onReturn: keyof typeof onReturn;
  onFinish: keyof typeof onFinish;
  satisfaction: keyof typeof satisfactions;
  /** It was blown by mistake. */
  withdraws: boolean;
  /** The operator taps twice: the same request, sent two times at one moment. */
  tapsTwice: boolean;
  /** It calls one more department while the others are under way. */
  addsAssist: boolean;
};

/** Deals each name at least once where there are enough cards, the others by their weights, in an order of the draw's own. */
export function deal<Name extends string>(weights: Readonly<Record<Name, number>>, count: number, draw: Draw): Name[] {
  const names = Object.keys(weights) as Name[];
  const cards = [...shuffle(names, draw)].slice(0, count);
  while (cards.length < count) cards.push(draw.weighted(weights));
  return shuffle(cards, draw);
}

/** The same things in an order of the draw's own. */
export function shuffle<Item>(items: readonly Item[], draw: Draw): Item[] {
  return items
    .map((item) => ({ item, lot: draw.part() }))
    .sort((one, other) => one.lot - other.lot)
    .map(({ item }) => item);
}
