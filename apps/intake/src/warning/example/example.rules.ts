import type { Category } from '#contracts/incident.js';
import type { WarningExample } from '#contracts/warning.js';
import { hazardOf } from '../../category/category.rules.js';
import type { DrillScript } from '../../draft/draft.rules.js';
import { capMoment, writeCap } from '../cap/cap-writer.rules.js';
import { colourParameter } from '../warning-words.rules.js';

const everyMinutes = 10;
const hoursInForce = 24;

/**
 * The first warning of a drill script as a CAP message with status Exercise for the whole city. It is sent at the last full ten minutes, and its
 * identifier says which: tried twice it is the same message, and it has never expired when a newcomer tries it. Null if the script has no warning.
 */
export function exampleOf(
  { metadata, events }: DrillScript,
  { city, category, now }: { city: { name: string; code: string }; category: Category; now: Date },
): WarningExample | null {
  const warning = events.find((event) => event.type === 'warning');
  if (!warning?.colour || !warning.headline) return null;
  const sentAt = new Date(Math.floor(now.getTime() / (everyMinutes * 60_000)) * everyMinutes * 60_000);
  const document = writeCap({
    identifier: `${metadata.id}.${capMoment(sentAt).slice(0, 16).replace(/\D/g, '')}`,
    sender: `muster.${city.code}.drill`,
    sentAt,
    status: 'Exercise',
    msgType: 'Alert',
    note: '演练，不是真实预警 / Exercise, not a real warning',
    references: [],
    infos: [
      {
        language: 'zh-CN',
        category: 'Met',
        event: hazardOf(category),
        urgency: 'Future',
        severity: 'Moderate',
        certainty: 'Likely',
        eventCodes: [{ valueName: 'GB/T 35561-2017', value: category.code }],
        effectiveAt: sentAt,
        onsetAt: null,
        expiresAt: new Date(sentAt.getTime() + hoursInForce * 3_600_000),
        senderName: `${city.name}演练导调组`,
        headline: warning.headline.includes('演练') ? warning.headline : `【演练】${warning.headline}`,
        description: `${metadata.name}：${warning.headline}。这是演练报文，内容出自演练脚本。`,
        instruction: '',
        parameters: [{ valueName: colourParameter, value: warning.colour }],
        areas: [{ description: city.name, geocodes: [{ valueName: 'CPEAS Geographic Code', value: city.code.padEnd(12, '0') }] }],
      },
    ],
  });
  return { id: metadata.id, name: metadata.name, nameEn: metadata.nameEn, document };
}
