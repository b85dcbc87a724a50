import { answerOf, isSilentDesk } from './answer.rules.js';

describe('the demo city', () => {
  it('has the same silent desks for the same seed, a few in a hundred', () => {
    const desks = Array.from({ length: 2000 }, (_, index) => `32058210${index}`);
    const silent = desks.filter((desk) => isSilentDesk(desk, 7));
    expect(silent).toEqual(desks.filter((desk) => isSilentDesk(desk, 7)));
    expect(silent.length).toBeGreaterThan(10);
    expect(silent.length).toBeLessThan(120);
    expect(silent).not.toEqual(desks.filter((desk) => isSilentDesk(desk, 8)));
  });

  it('answers in order, and sometimes not at all', () => {
    expect(answerOf(() => 0)).toEqual({ acknowledgeAfterMs: null, arriveAfterMs: null, finishAfterMs: null });
    const answer = answerOf(() => 0.5);
    expect(answer.acknowledgeAfterMs).toBeLessThan(answer.arriveAfterMs!);
    expect(answer.arriveAfterMs).toBeLessThan(answer.finishAfterMs!);
    expect(answerOf(() => 0.999).finishAfterMs).toBeNull();
  });
});
