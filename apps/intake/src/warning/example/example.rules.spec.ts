import type { CategoryFile } from '../../category/category.rules.js';
import { categoryTree } from '../../category/category.rules.js';
import type { DrillScript } from '../../draft/draft.rules.js';
import { readIntakeData } from '../../intake.data.js';
import { readCap } from '../cap/cap.rules.js';
import { schemaProblems } from '../testing/cap-schema.js';
import { exampleOf } from './example.rules.js';

const script = readIntakeData<DrillScript>('drill-bebinca-2024.json');
const category = categoryTree(readIntakeData<CategoryFile>('event-codes.json')).byCode.get(script.metadata.eventCode)!;
const at = (now: string) => exampleOf(script, { city: { name: '张家港市', code: '320582' }, category, now: new Date(now) })!;

it('is the first warning of the script as an exercise for 320582, valid by the schema', async () => {
  const { document } = at('2026-11-23T23:07:00+08:00');
  expect(await schemaProblems(document)).toEqual([]);
  expect(readCap(document)).toMatchObject({
    ok: true,
    message: {
      identifier: 'bebinca-2024.202611232300',
      sentAt: '2026-11-23T23:00:00+08:00',
      status: 'Exercise',
      info: {
        headline: expect.stringContaining('演练') as string,
        expiresAt: '2026-11-24T23:00:00+08:00',
        areas: [{ geocodes: [{ value: '320582000000' }] }],
      },
    },
  });
});

it('is the same for ten minutes and then another, so that a repeat is a repeat and it never has expired', () => {
  expect(at('2026-11-23T23:09:59+08:00')).toEqual(at('2026-11-23T23:00:00+08:00'));
  expect(at('2026-11-23T23:10:00+08:00').document).not.toBe(at('2026-11-23T23:09:59+08:00').document);
});

it('a script without a warning has none', () => {
  expect(exampleOf({ ...script, events: [] }, { city: { name: '张家港市', code: '320582' }, category, now: new Date() })).toBeNull();
});
