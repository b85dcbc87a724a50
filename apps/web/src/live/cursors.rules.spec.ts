import { afterText, cursorsOf, isBehind, takeRows, type Cursors } from './cursors.rules.js';

const row = (mailboxId: number, seq: number) => ({ mailboxId, seq });

describe('cursors', () => {
  it('moves over contiguous rows only, and shows rows beyond a gap at once', () => {
    const taken = takeRows({}, [row(1, 1), row(1, 2), row(1, 5)]);
    expect(taken.fresh).toEqual([row(1, 1), row(1, 2), row(1, 5)]);
    expect(taken.cursors).toEqual({ 1: { upTo: 2, beyond: [5] } });
  });

  it('closes a gap when the missing rows come, in any order', () => {
    const before: Cursors = { 1: { upTo: 2, beyond: [4, 5] } };
    expect(takeRows(before, [row(1, 3)]).cursors).toEqual({ 1: { upTo: 5, beyond: [] } });
    expect(takeRows({}, [row(1, 3), row(1, 1), row(1, 2)]).cursors).toEqual({ 1: { upTo: 3, beyond: [] } });
  });

  it('drops repeats, so that a bell rings once', () => {
    const before: Cursors = { 1: { upTo: 2, beyond: [5] } };
    const taken = takeRows(before, [row(1, 1), row(1, 2), row(1, 5), row(1, 6), row(1, 6)]);
    expect(taken.fresh).toEqual([row(1, 6)]);
  });

  it('keeps mailboxes apart and leaves what it was given alone', () => {
    const before: Cursors = { 1: { upTo: 2, beyond: [] } };
    const taken = takeRows(before, [row(2, 1)]);
    expect(taken.cursors).toEqual({ 1: { upTo: 2, beyond: [] }, 2: { upTo: 1, beyond: [] } });
    expect(before).toEqual({ 1: { upTo: 2, beyond: [] } });
  });

  it.each([
    [{}, { 1: 0 }, false],
    [{}, { 1: 1 }, true],
    [{ 1: { upTo: 3, beyond: [] } }, { 1: 3 }, false],
    [{ 1: { upTo: 3, beyond: [5] } }, { 1: 5 }, true],
    [{ 1: { upTo: 3, beyond: [] } }, { 1: 3, 2: 1 }, true],
  ])('%j against heads %j is behind: %s', (cursors, heads, behind) => {
    expect(isBehind(cursors as Cursors, heads as Record<string, number>)).toBe(behind);
  });

  it('is said as text and as handshake', () => {
    const cursors: Cursors = { 12: { upTo: 5, beyond: [9] }, 13: { upTo: 0, beyond: [] } };
    expect(afterText(cursors)).toBe('12:5,13:0');
    expect(afterText({})).toBe('');
    expect(cursorsOf(cursors)).toEqual({ 12: 5, 13: 0 });
  });
});
