import type { LoggerService } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import type { AlarmClock } from './alarm-clock.js';
import type { Clock } from './clock.js';

/** Keeps the lines that were said, by level. */
export class Lines implements LoggerService {
  readonly warnings: string[] = [];
  readonly errors: string[] = [];
  log(): void {}
  warn(message: unknown): void {
    this.warnings.push(String(message));
  }
  error(message: unknown): void {
    this.errors.push(String(message));
  }
}

/** Opens an alarm clock that looks every `everyMs`, by this machine's own time, and says its warnings there. */
export type OpenAlarmClock = (logger: Lines, everyMs: number) => AlarmClock;

/** This machine's own time. */
export const ownClock: Clock = { now: () => new Date() };

/** Waits until something holds; throws with what it waited for. */
export async function until(what: string, holds: () => boolean, withinMs = 5_000): Promise<void> {
  const start = performance.now();
  while (!holds()) {
    if (performance.now() - start > withinMs) throw new Error(`waited ${withinMs} ms for: ${what}`);
    await pause(5);
  }
}

/** What every alarm clock keeps, with a bell or without. */
export function describeAlarmClockContract(name: string, open: OpenAlarmClock): void {
  describe(`${name} looks`, () => {
    const lines = new Lines();
    let alarms: AlarmClock;
    beforeEach(() => {
      lines.warnings.length = 0;
      alarms = open(lines, 20);
    });
    afterEach(async () => {
      await alarms.stop();
      expect(lines.errors).toEqual([]);
    });

    it('by itself, and again at once while something is found', async () => {
      let due = 0;
      let looks = 0;
      alarms.onDue('dispatch.contract', async () => {
        looks += 1;
        return due > 0 ? due-- : 0;
      });
      await until('three looks', () => looks >= 3);
      const before = looks;
      due = 500;
      // At one look per 20 ms it would take 10 s.
      await until('all taken', () => due === 0, 3_000);
      expect(looks - before).toBeGreaterThanOrEqual(500);
    });

    it('again after a failure, which it says', async () => {
      let looks = 0;
      alarms.onDue('dispatch.contract', async () => {
        looks += 1;
        if (looks === 1) throw new Error('the database is away');
        return 0;
      });
      await until('another look', () => looks >= 3);
      expect(lines.warnings).toEqual([expect.stringMatching(/dispatch\.contract.*the database is away/)]);
    });

    it('never twice at once for one name, and at several names side by side, also when bells ring meanwhile', async () => {
      let inside = 0;
      let most = 0;
      let [slow, quick] = [0, 0];
      alarms.onDue('dispatch.slow', async () => {
        most = Math.max(most, (inside += 1));
        await pause(90);
        inside -= 1;
        slow += 1;
        return 0;
      });
      alarms.onDue('dispatch.quick', async () => {
        quick += 1;
        return 0;
      });
      for (let bell = 1; bell <= 10; bell += 1) alarms.setBell('dispatch.slow', new Date(Date.now() + bell * 30));
      await until('four slow looks', () => slow >= 4);
      expect(most).toBe(1);
      expect(quick).toBeGreaterThan(slow);
    });

    it('at what falls due at a moment for which a bell was set, neither before nor later than a second after', async () => {
      const dueAt = new Date(Date.now() + 700);
      let takenAt: number | null = null;
      alarms.onDue('dispatch.contract', async () => {
        if (takenAt !== null || Date.now() < dueAt.getTime()) return 0;
        takenAt = Date.now();
        return 1;
      });
      alarms.setBell('dispatch.contract', dueAt);
      await until('taken', () => takenAt !== null);
      expect(takenAt! - dueAt.getTime()).toBeLessThan(1_000);
    });

    it('takes no offence at bells that nobody listens for, that are past, or that are set in masses', async () => {
      let looks = 0;
      alarms.onDue('dispatch.contract', async () => {
        looks += 1;
        return 0;
      });
      alarms.setBell('nobody.listens', new Date(Date.now() + 10));
      alarms.setBell('dispatch.contract', new Date(0));
      for (let bell = 0; bell < 20_000; bell += 1) alarms.setBell('dispatch.contract', new Date(Date.now() + 3_600_000 + bell));
      await until('more looks', () => looks >= 5);
      expect(lines.warnings).toEqual([]);
    });

    it('no more once it was stopped, which waits for the look that is under way', async () => {
      let looks = 0;
      let ended = 0;
      alarms.onDue('dispatch.contract', async () => {
        looks += 1;
        await pause(100);
        ended += 1;
        return 1;
      });
      await until('a look is under way', () => looks > ended);
      await alarms.stop();
      expect(ended).toBe(looks);
      await pause(150);
      expect(looks).toBe(ended);
    });
  });
}
