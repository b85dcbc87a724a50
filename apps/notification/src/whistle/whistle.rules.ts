import type { WhistleRulingAsked } from '#contracts/whistle.js';
import type { Said } from '../mailbox/mailbox-row.js';

const because: Record<WhistleRulingAsked['because'], { zh: string; en: string }> = {
  'two-returns': { zh: '两次退回', en: 'returned twice' },
  'dispute-not-settled': { zh: '争议未解决', en: 'the dispute was not settled' },
  'return-not-settled': { zh: '退回未解决', en: 'the return was not settled' },
};

/** The words in the city centre's mailbox: which whistle it must rule on, and why. It names no tasks. */
export function sayRulingAsked(asked: Pick<WhistleRulingAsked, 'title' | 'because'>): Said {
  const { zh, en } = because[asked.because];
  return {
    incidentTitle: asked.title,
    level: null,
    title: `待裁定（${zh}）：${asked.title}`,
    titleEn: `To be ruled on (${en}): ${asked.title}`,
    taskIds: [],
  };
}
