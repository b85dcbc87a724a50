import { sinceStart } from '#process/screen.js';
import type { Standing } from './outcome.rules.js';
import { standingLine } from './outcome.rules.js';

/** How it stands, on the screen: one line that is written anew on a terminal, a line every few seconds elsewhere. */
export class LiveLine {
  readonly everyMs: number;
  private isOpen = false;

  constructor(private readonly screen: NodeJS.WriteStream) {
    this.everyMs = screen.isTTY ? 1_000 : 5_000;
  }

  show(standing: Standing): void {
    const { screen } = this;
    const since = sinceStart();
    if (!screen.isTTY) {
      screen.write(`${since}${standingLine(standing, Infinity)}\n`);
      return;
    }
    screen.write(`\r\u001b[2K${since}${standingLine(standing, screen.columns - since.length)}`);
    this.isOpen = true;
  }

  /** What follows begins on a line of its own. */
  close(): void {
    if (this.isOpen) this.screen.write('\n');
    this.isOpen = false;
  }
}
