import { sinceStart } from '#process/screen.js';
import type { Fact } from './screen.rules.js';
import { factLine } from './screen.rules.js';

/** How it stands, on the screen: one line that is written anew on a terminal, a line every few seconds elsewhere. */
export class LiveLine {
  readonly everyMs: number;
  private isOpen = false;

  constructor(private readonly screen: NodeJS.WriteStream) {
    this.everyMs = screen.isTTY ? 1_000 : 5_000;
  }

  show(facts: readonly Fact[]): void {
    const { screen } = this;
    const since = sinceStart();
    if (!screen.isTTY) {
      screen.write(`${since}${factLine(facts, Infinity)}\n`);
      return;
    }
    screen.write(`\r\u001b[2K${since}${factLine(facts, screen.columns - since.length)}`);
    this.isOpen = true;
  }

  /** What follows begins on a line of its own. */
  close(): void {
    if (this.isOpen) this.screen.write('\n');
    this.isOpen = false;
  }
}
