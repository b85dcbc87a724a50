/** Draws that a seed repeats: the same words give the same draws, whatever else was drawn elsewhere. */
export type Draw = {
  /** In [0, 1). */
  part(): number;
  /** A whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number;
  chance(probability: number): boolean;
  oneOf<Item>(items: readonly Item[]): Item;
  /** One of the names, each as often as its weight says. */
  weighted<Name extends string>(weights: Readonly<Record<Name, number>>): Name;
};

/** Opens the draws of these words, such as the seed and the number of a round (FNV-1a, then mulberry32). */
export function drawFrom(...words: readonly (string | number)[]): Draw {
  let state = 0x811c9dc5;
  for (const letter of words.join('/')) state = Math.imul(state ^ letter.codePointAt(0)!, 0x01000193);
  const part = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const whole = (least: number, most: number): number => least + Math.floor(part() * (most - least + 1));
  return {
    part,
    whole,
    chance: (probability) => part() < probability,
    oneOf: (items) => items[whole(0, items.length - 1)]!,
    weighted: <Name extends string>(weights: Readonly<Record<Name, number>>) => {
      const entries = Object.entries<number>(weights) as [Name, number][];
      let left = part() * entries.reduce((sum, [, weight]) => sum + weight, 0);
      return (entries.find(([, weight]) => (left -= weight) < 0) ?? entries[0]!)[0];
    },
  };
}
