import type { Logger } from '@nestjs/common';

const againMs = 60_000;

/** A trouble that many meet at once and again and again: it is told at its beginning, once a minute while it lasts, and when it is over. */
export class Trouble {
  private isTold = false;
  private againAt = 0;

  constructor(private readonly logger: Logger) {}

  tell(line: string): void {
    if (performance.now() < this.againAt) return;
    this.againAt = performance.now() + againMs;
    this.isTold = true;
    this.logger.warn(line);
  }

  over(line: string): void {
    if (!this.isTold) return;
    this.isTold = false;
    this.againAt = 0;
    this.logger.log(line);
  }
}
