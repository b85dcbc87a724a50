import { Logger } from '@nestjs/common';
import type { LoggerService } from '@nestjs/common';

type Level = 'log' | 'warn' | 'error';

/** Takes what Nest's loggers say, so that a test can say which lines it expects. */
export class LogLines implements LoggerService {
  private readonly lines: { level: Level; line: string }[] = [];

  listen(): void {
    this.lines.length = 0;
    Logger.overrideLogger(this);
  }

  /** The lines of a level since the last look. */
  take(level: Level): string[] {
    const taken = this.lines.filter((each) => each.level === level).map((each) => each.line);
    const kept = this.lines.filter((each) => each.level !== level);
    this.lines.splice(0, this.lines.length, ...kept);
    return taken;
  }

  log(line: unknown): void {
    this.lines.push({ level: 'log', line: String(line) });
  }

  warn(line: unknown): void {
    this.lines.push({ level: 'warn', line: String(line) });
  }

  error(line: unknown): void {
    this.lines.push({ level: 'error', line: String(line) });
  }
}
