import { acknowledgeTask, arriveTask, finishTask, noteTask, taskStates } from '#contracts/task.js';
import { behalfBody, behalfTaps, tapsFor, unfinishedBehalf, type BehalfTap, type BehalfWords } from './behalf.form.js';

const requestId = '019a0000-0000-7000-8000-000000000001';
const bodies = { acknowledge: acknowledgeTask, arrive: arriveTask, note: noteTask, finish: finishTask };
const said = (tap: BehalfTap): BehalfWords => ({ tap, channel: 'phone', speaker: '水务局 李丁', words: '人已经出发' });

describe('what an operator records for somebody who telephoned', () => {
  it.each(behalfTaps)('%s goes out as its contract asks, with channel, speaker and words', (tap) => {
    const body = { requestId, ...behalfBody(said(tap)) };
    expect(bodies[tap].parse(body)).toMatchObject({ onBehalf: { channel: 'phone', speaker: '水务局 李丁', words: '人已经出发' } });
  });

  it('has an honest "no position" on arrival', () => {
    expect(behalfBody(said('arrive'))).toMatchObject({ position: null, withoutPosition: 'on-behalf' });
  });

  it('is nothing without a speaker and words', () => {
    expect(unfinishedBehalf({ tap: '', channel: 'phone', speaker: ' ', words: '' })).toEqual(['tap', 'speaker', 'words']);
    expect(behalfBody({ ...said('note'), words: '' })).toBeNull();
  });

  it.each(taskStates)('offers nothing on a task that is closed (%s)', (state) => {
    expect(tapsFor(state).length > 0).toBe(['issued', 'acknowledged', 'arrived'].includes(state));
  });
});
