import type { OnBehalf, TaskState } from '#contracts/task.js';

/** What somebody who telephoned may have said of a task: the tap that is recorded for them. */
export const behalfTaps = ['acknowledge', 'arrive', 'note', 'finish'] as const;
export type BehalfTap = (typeof behalfTaps)[number];

const allowed: Record<TaskState, readonly BehalfTap[]> = {
  issued: ['acknowledge'],
  acknowledged: ['arrive', 'note', 'finish'],
  arrived: ['note', 'finish'],
  done: [],
  declined: [],
  cancelled: [],
};

/** The taps that a task in this state can take, the next one first. */
export function tapsFor(state: TaskState): readonly BehalfTap[] {
  return allowed[state];
}

/** What the operator writes down of a call: how it came, who spoke, the words. */
export type BehalfWords = { tap: BehalfTap | ''; channel: OnBehalf['channel']; speaker: string; words: string };

export type BehalfField = 'tap' | 'speaker' | 'words';

/** What is still missing; a call without a speaker or without words is hearsay. */
export function unfinishedBehalf(said: BehalfWords): BehalfField[] {
  const wrong: [BehalfField, boolean][] = [
    ['tap', said.tap === ''],
    ['speaker', said.speaker.trim() === ''],
    ['words', said.words.trim() === ''],
  ];
  return wrong.filter(([, isWrong]) => isWrong).map(([field]) => field);
}

/** The body of `POST /api/tasks/:id/<tap>` without its request id; null while something is missing. An arrival by telephone has no position. */
export function behalfBody(said: BehalfWords): Record<string, unknown> | null {
  if (unfinishedBehalf(said).length > 0) return null;
  const onBehalf: OnBehalf = { channel: said.channel, speaker: said.speaker.trim(), words: said.words.trim() };
  if (said.tap === 'arrive') return { onBehalf, position: null, withoutPosition: 'on-behalf' };
  if (said.tap === 'note') return { onBehalf, words: onBehalf.words };
  return said.tap === 'finish' ? { onBehalf, note: onBehalf.words } : { onBehalf };
}
