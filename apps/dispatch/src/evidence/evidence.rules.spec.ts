import { taskStates } from '#contracts/task.js';
import { begunAt, keptName, temporaryName } from './evidence-name.rules.js';
import { isLeftover, mayAdd, mostPieces, positionOf } from './evidence.rules.js';

describe('a piece of evidence', () => {
  it('is taken while there is something to show', () => {
    expect(taskStates.filter((state) => mayAdd(state, 0).ok)).toEqual(['issued', 'acknowledged', 'arrived', 'done']);
    expect(mayAdd('cancelled', 0)).toEqual({ ok: false, refusal: 'task-not-open' });
  });

  it('is the twentieth at most', () => {
    expect(mayAdd('acknowledged', mostPieces - 1)).toEqual({ ok: true });
    expect(mayAdd('acknowledged', mostPieces)).toEqual({ ok: false, refusal: 'evidence-limit' });
  });

  it('has a position where one was said', () => {
    expect(positionOf({ longitude: 120.5, latitude: 0 })).toEqual({ type: 'Point', coordinates: [120.5, 0] });
    expect(positionOf({})).toBeNull();
  });
});

describe('what is left of an upload', () => {
  const at = new Date('2026-03-02T10:00:00Z');
  const after = (minutes: number): Date => new Date(at.getTime() + minutes * 60_000);
  it.each([
    [temporaryName(at, '0190-abc'), 59, false],
    [temporaryName(at, '0190-abc'), 60, true],
    ['new/x', 600, false],
    [keptName('a'.repeat(64)), 600, false],
  ])('%s after %d minutes: %s', (name, minutes, expected) => {
    expect(isLeftover(begunAt(name), after(minutes))).toBe(expected);
  });
});
