/** Gathers what is asked for within one turn, so that it is done together; each asker waits for the whole, and shares its failure. */
export class Gathered<Item> {
  private items: Item[] = [];
  private done: Promise<void> | undefined;

  constructor(private readonly work: (items: readonly Item[]) => Promise<void>) {}

  add(items: readonly Item[]): Promise<void> {
    this.items.push(...items);
    this.done ??= Promise.resolve().then(() => {
      const gathered = this.items;
      this.items = [];
      this.done = undefined;
      return this.work(gathered);
    });
    return this.done;
  }
}
