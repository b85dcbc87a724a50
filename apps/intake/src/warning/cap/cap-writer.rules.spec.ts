import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { schemaProblems } from '../testing/cap-schema.js';
import type { CapDraft } from './cap-writer.rules.js';
import { capMoment, escapeXml, writeCap } from './cap-writer.rules.js';
import { readCap } from './cap.rules.js';

const at = new Date('2024-09-14T10:00:00.789Z');
const nasty = `<b>&amp;"'</b>]]> \u0000\u0007\ud800 ☂ 雨\r\n第二段`;
const draft: CapDraft = {
  identifier: '320582.1',
  sender: 'muster.320582',
  sentAt: at,
  status: 'Exercise',
  msgType: 'Update',
  note: nasty,
  references: [
    { sender: 'muster.320582', identifier: '320582.0', sentAt: at },
    { sender: 'muster.320582.leyu', identifier: '320582.00', sentAt: at },
  ],
  infos: [
    {
      language: 'zh-CN',
      category: 'Met',
      event: '台风',
      urgency: 'Future',
      severity: 'Moderate',
      certainty: 'Likely',
      eventCodes: [{ valueName: 'GB/T 35561-2017', value: '11B01' }],
      effectiveAt: at,
      onsetAt: null,
      expiresAt: new Date('2024-09-15T18:00:00Z'),
      senderName: '市指挥中心',
      headline: nasty,
      description: nasty,
      instruction: '',
      parameters: [{ valueName: 'WarningColour', value: 'Blue' }],
      areas: [{ description: nasty, geocodes: [{ valueName: 'CPEAS Geographic Code', value: '320582104000' }] }],
    },
  ],
};

it('what is written is CAP 1.2 by the schema of OASIS, and the reader reads it back', async () => {
  const document = writeCap(draft);
  expect(await schemaProblems(document)).toEqual([]);
  const reading = readCap(document);
  expect(reading).toMatchObject({
    ok: true,
    message: {
      profile: 'cap-1.2',
      identifier: '320582.1',
      sentAt: '2024-09-14T18:00:00+08:00',
      status: 'Exercise',
      msgType: 'Update',
      references: [
        { sender: 'muster.320582', identifier: '320582.0' },
        { sender: 'muster.320582.leyu', identifier: '320582.00' },
      ],
      info: {
        headline: `<b>&amp;"'</b>]]> ☂ 雨 第二段`,
        codes: ['11B01'],
        expiresAt: '2024-09-16T02:00:00+08:00',
        onsetAt: null,
        parameters: { WarningColour: 'Blue' },
        areas: [{ geocodes: [{ scheme: 'CPEAS Geographic Code', value: '320582104000' }] }],
      },
    },
  });
});

it('the schema would find what is wrong', async () => {
  expect(await schemaProblems(writeCap({ ...draft, status: 'Real' as 'Actual' }))).not.toEqual([]);
  expect(await schemaProblems(writeCap(draft).replaceAll('+08:00', 'Z'))).not.toEqual([]);
});

const samples = join(import.meta.dirname, '../../../test-data/cap');
it.each(readdirSync(samples).filter((file) => /^oasis|cn_penglai/.test(file)))('our schema is the real one: %s is valid', async (file) => {
  expect(await schemaProblems(readFileSync(join(samples, file), 'utf8'))).toEqual([]);
});

it.each([
  ['2024-12-31T16:00:00Z', '2025-01-01T00:00:00+08:00'],
  ['2024-02-29T15:59:59.999Z', '2024-02-29T23:59:59+08:00'],
])('%s is written %s', (moment, written) => {
  expect(capMoment(new Date(moment))).toBe(written);
});

it.each([
  ['<>&"\'', '&#60;&#62;&#38;&#34;&#39;'],
  ['a\u0000\u000b\ufffe\ud800b', 'ab'],
  ['雨\t\n👩‍🚒', '雨\t\n👩‍🚒'],
])('%j is written %j', (text, written) => {
  expect(escapeXml(text)).toBe(written);
});
