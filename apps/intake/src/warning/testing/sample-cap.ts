import { writeCap } from '../cap/cap-writer.rules.js';
import type { CapDraft } from '../cap/cap-writer.rules.js';

/** A message for tests, with what it does not say itself: the blue typhoon warning of the city's observatory for the whole city. */
export function sampleCap(
  said: Partial<Omit<CapDraft, 'infos'>> & {
    headline?: string;
    areaDesc?: string;
    code?: string;
    silent?: boolean;
    expiresAt?: Date | null;
  } = {},
): string {
  const {
    headline = '张家港市气象台发布台风蓝色预警',
    areaDesc = '张家港市',
    code = '320582000000',
    silent = false,
    expiresAt = null,
    ...draft
  } = said;
  const geocodes = code === '' ? [] : [{ valueName: 'CPEAS Geographic Code', value: code }];
  return writeCap({
    identifier: '32058241600000_1',
    sender: 'zhangjiagang-observatory',
    sentAt: new Date('2024-09-14T18:00:00+08:00'),
    status: 'Actual',
    msgType: 'Alert',
    note: '',
    references: [],
    infos: silent
      ? []
      : [
          {
            language: 'zh-CN',
            category: 'Met',
            event: '台风',
            urgency: 'Unknown',
            severity: 'Minor',
            certainty: 'Unknown',
            eventCodes: [],
            effectiveAt: null,
            onsetAt: null,
            expiresAt,
            senderName: '值班员',
            headline,
            description: `${headline}。`,
            instruction: '',
            parameters: [],
            areas: [{ description: areaDesc, geocodes }],
          },
        ],
    ...draft,
  });
}
