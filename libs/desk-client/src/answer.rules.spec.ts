import { drawAnswer, isSilentDesk } from './answer.rules.js';
import type { PlannedTap } from './answer.rules.js';
import { drawFrom } from './draw.rules.js';

const answers = (hurryMs?: number): PlannedTap[][] =>
  Array.from({ length: 2_000 }, (_, task) => drawAnswer(drawFrom('answer', 7, task), hurryMs));

describe('the people at the desks', () => {
  it('are away from the same desks for the same seed, a few in a hundred', () => {
    const desks = Array.from({ length: 2000 }, (_, index) => `32058210${index}`);
    const silent = desks.filter((desk) => isSilentDesk(desk, 7));
    expect(silent).toEqual(desks.filter((desk) => isSilentDesk(desk, 7)));
    expect(silent.length).toBeGreaterThan(10);
    expect(silent.length).toBeLessThan(120);
    expect(silent).not.toEqual(desks.filter((desk) => isSilentDesk(desk, 8)));
  });

  it('answer in order, as far as they come, and sometimes not at all', () => {
    const ways = new Set(answers().map((taps) => taps.map(({ tap }) => tap).join(' ')));
    expect([...ways].sort()).toEqual(['', 'acknowledge arrive', 'acknowledge arrive finish']);
  });

  it('forget few tasks, and tap most of them within a minute', () => {
    const first = answers().map((taps) => taps[0]?.afterMs);
    expect(first.filter((afterMs) => afterMs === undefined).length).toBeLessThan(60);
    expect(first.filter((afterMs) => afterMs !== undefined && afterMs < 60_000).length).toBeGreaterThan(1_400);
  });

  it('hurry when they have to', () => {
    expect(answers(2_000).every(([first]) => first === undefined || (first.afterMs >= 1_000 && first.afterMs <= 2_000))).toBe(true);
  });
});
