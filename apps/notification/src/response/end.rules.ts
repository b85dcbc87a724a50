import type { Cause } from '#contracts/task.js';

type Words = { title: string; titleEn: string };

const whistleWords: Record<string, Words> = {
  closed: { title: '哨已办结', titleEn: 'The whistle is closed' },
  withdrawn: { title: '哨已撤回', titleEn: 'The whistle was withdrawn' },
  refused: { title: '主动发现未采纳', titleEn: 'The offer was not taken up' },
};

/** The words of an end: of a response, or of a whistle as it ended. */
export function sayEnd(cause: Cause, endedAs: string | null): Words {
  if (cause === 'whistle') return whistleWords[endedAs ?? 'closed'] ?? whistleWords.closed!;
  return { title: '响应终止', titleEn: 'The response has ended' };
}
