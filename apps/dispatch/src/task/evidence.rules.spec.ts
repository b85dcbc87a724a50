import { evidenceKinds } from '#contracts/plan-library.js';
import type { EvidenceGiven } from './evidence.rules.js';
import { missingEvidence } from './evidence.rules.js';

const nothing: EvidenceGiven = { files: [], text: false, count: false, whereabouts: false };
const everything: EvidenceGiven = { files: ['photo', 'file', 'voice'], text: true, count: true, whereabouts: true };

describe('missingEvidence', () => {
  const fields = (asked: readonly string[], given: Partial<EvidenceGiven>, cause: 'whistle' | 'assignment' | 'activation' = 'assignment') =>
    missingEvidence(cause, asked, { ...nothing, ...given }).map(({ field }) => field);

  it.each<[readonly string[], Partial<EvidenceGiven>, string[]]>([
    [[], {}, []],
    [['photo'], {}, ['photo']],
    [['photo'], { files: ['file'] }, ['photo']],
    [['photo'], { files: ['file', 'photo'] }, []],
    [['count'], { count: true }, []],
    [['count', 'text'], { count: true }, ['note']],
    [['text'], { text: true }, []],
    [['position'], { whereabouts: true }, []],
    [['voice', 'file'], { files: ['voice'] }, ['file']],
  ])('%j asked, %j given', (asked, given, expected) => {
    expect(fields(asked, given)).toEqual(expected);
  });

  it('knows every kind that a task may ask for, and says in both languages what is missing', () => {
    const missing = missingEvidence('whistle', evidenceKinds, nothing);
    expect(missing).toHaveLength(evidenceKinds.length);
    for (const { reason, reasonEn } of missing) expect([reason === '', /[\u4e00-\u9fff]/.test(reasonEn)]).toEqual([false, false]);
    expect(missingEvidence('whistle', evidenceKinds, everything)).toEqual([]);
  });

  it('holds no plan to its list', () => {
    expect(fields(evidenceKinds, {}, 'activation')).toEqual([]);
  });
});
