import type { FieldProblem } from '#contracts/problem.js';
import type { Cause } from '#contracts/task.js';

/** What of a task's evidence is there when it is finished. */
export type EvidenceGiven = {
  /** Kinds of the files that were added. */
  files: readonly string[];
  /** Words: with the finish, or in a progress note before. */
  text: boolean;
  count: boolean;
  /** A position of the arrival, or the reason why there is none. */
  whereabouts: boolean;
};

const askedAs: Readonly<Record<string, { field: string; given: (evidence: EvidenceGiven) => boolean; zh: string; en: string }>> = {
  photo: { field: 'photo', given: ({ files }) => files.includes('photo'), zh: '缺照片', en: 'A photo is missing' },
  file: { field: 'file', given: ({ files }) => files.includes('file'), zh: '缺文件', en: 'A file is missing' },
  voice: { field: 'voice', given: ({ files }) => files.includes('voice'), zh: '缺录音', en: 'A voice recording is missing' },
  count: { field: 'count', given: ({ count }) => count, zh: '缺数量', en: 'The count is missing' },
  text: { field: 'note', given: ({ text }) => text, zh: '缺文字说明', en: 'Say in words what was done' },
  position: { field: 'position', given: ({ whereabouts }) => whereabouts, zh: '缺到场位置', en: 'The position of the arrival is missing' },
};

/**
 * What a task asks for and nobody has given. A plan lists loosely what may be shown, so its tasks are asked and not held to it; what a person
 * or a town asks for is meant.
 */
export function missingEvidence(cause: Cause, asked: readonly string[], given: EvidenceGiven): FieldProblem[] {
  if (cause === 'activation') return [];
  return asked.flatMap((kind) => {
    const rule = askedAs[kind];
    return !rule || rule.given(given) ? [] : [{ field: rule.field, reason: rule.zh, reasonEn: rule.en }];
  });
}
