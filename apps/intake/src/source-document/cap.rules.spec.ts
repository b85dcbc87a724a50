import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sourceDocument } from '#contracts/incident.js';
import type { CategoryFile } from '../category/category.rules.js';
import { categoryTree } from '../category/category.rules.js';
import { readIntakeData } from '../intake.data.js';
import type { EventWords } from './cap-proposal.rules.js';
import { proposalsOf } from './cap-proposal.rules.js';
import type { CapMessage } from './cap.rules.js';
import { readCap } from './cap.rules.js';

const samples = join(import.meta.dirname, '../../test-data/cap');
const tree = categoryTree(readIntakeData<CategoryFile>('event-codes.json'));
const { words } = readIntakeData<{ words: EventWords }>('event-words.json');

function sample(name: string): Buffer {
  return readFileSync(
    join(
      samples,
      readdirSync(samples).find((file) => file.startsWith(name))!,
    ),
  );
}

function read(body: Uint8Array | string): CapMessage {
  const reading = readCap(body);
  if (!reading.ok) throw new Error(JSON.stringify(reading.fields));
  return reading.message;
}

function refused(body: Uint8Array | string) {
  const reading = readCap(body);
  if (reading.ok) throw new Error('it was read');
  return reading.fields;
}

const penglai = sample('cn_penglai').toString('utf8');
const henan = sample('cn_henan').toString('utf8');

describe('published messages', () => {
  it.each([
    ['cn_penglai', 'cap-1.2', '高温', '蓬莱', '11B09', 'red'],
    ['cn_henan', 'china', '11B06', '河南省,河南省', '11B06', 'blue'],
    ['google_usgs', 'cap-1.1', 'Earthquake', '185 miles', '11C02', null],
    ['oasis_v1dot2_appendixA1', 'cap-1.2', 'Homeland Security Advisory System Update', 'U.S. nationwide', null, null],
    ['oasis_v1dot2_appendixA2', 'cap-1.2', 'SEVERE THUNDERSTORM', 'EXTREME NORTH CENTRAL', '11B20', null],
    ['oasis_v1dot2_appendixA3', 'cap-1.2', 'Earthquake', '1 mi. WSW of Brawley', '11C02', null],
    ['oasis_v1dot2_appendixA4', 'cap-1.2', 'Child Abduction', 'Los Angeles County', null, null],
  ])('%s is %s: %s in %s proposes %s, %s', (name, profile, event, area, category, colour) => {
    const message = read(sample(name));
    expect(message).toMatchObject({ profile, event, exerciseOnly: false });
    expect(message.areaDescription.startsWith(area)).toBe(true);
    const proposals = proposalsOf(message, tree, words);
    expect(proposals.proposedCategory).toBe(category);
    expect(proposals.proposedWarning?.colour ?? null).toBe(colour);
    const { codes: _codes, severity: _severity, ...said } = message;
    expect(sourceDocument.safeParse({ id: '0190a5d0-0000-7000-8000-000000000001', ...said, ...proposals }).error).toBeUndefined();
  });

  it('are read in Chinese first, by office and not by officer', () => {
    const message = read(sample('cn_penglai'));
    expect(message.headline).toBe('蓬莱区气象台变更发布高温红色预警信号[Ⅰ级/特别严重]');
    expect(proposalsOf(message, tree, words).proposedWarning).toEqual({
      colour: 'red',
      hazard: '高温',
      headline: message.headline,
      issuedBy: '蓬莱区气象台',
      issuedAt: '2026-08-01T13:31:00+08:00',
    });
    expect(JSON.stringify(message)).not.toContain('值班员');
  });

  it('of the national profile get ISO times and keep their own office', () => {
    expect(proposalsOf(read(sample('cn_henan')), tree, words).proposedWarning).toMatchObject({
      hazard: '大风',
      issuedBy: '河南省气象局',
      issuedAt: '2020-02-05T10:45:00+08:00',
    });
  });
});

describe('broken messages', () => {
  it('an excerpt names every element that is missing, with its line', () => {
    expect(refused(sample('cn_yuanshi'))).toEqual([
      { field: 'alert.status', reason: '第 2 行：缺少 status', reasonEn: 'Line 2: status is missing' },
      { field: 'alert.msgType', reason: '第 2 行：缺少 msgType', reasonEn: 'Line 2: msgType is missing' },
      { field: 'alert.scope', reason: '第 2 行：缺少 scope', reasonEn: 'Line 2: scope is missing' },
      { field: 'alert.info.0.category', reason: '第 6 行：缺少 category', reasonEn: 'Line 6: category is missing' },
      { field: 'alert.info.0.urgency', reason: '第 6 行：缺少 urgency', reasonEn: 'Line 6: urgency is missing' },
      { field: 'alert.info.0.certainty', reason: '第 6 行：缺少 certainty', reasonEn: 'Line 6: certainty is missing' },
    ]);
  });

  it('a message without scope is refused for just that', () => {
    expect(refused(sample('google_INVALID')).map(({ field }) => field)).toEqual(['alert.scope']);
  });

  const cases: [string, string, string, RegExp][] = [
    ['nothing', '', 'document', /well-formed|empty/],
    ['no XML', '{"alert": 1}', 'document', /Line 1: The XML is not well-formed/],
    ['an unclosed tag', penglai.replace('</alert>', ''), 'document', /not well-formed \(unclosed tag: alert\)/],
    ['another root', '<feed xmlns="http://www.w3.org/2005/Atom"/>', 'feed', /root element is not alert/],
    ['an unknown namespace', penglai.replace('cap:1.2', 'cap:9.9'), 'alert', /Unknown namespace urn:oasis:names:tc:emergency:cap:9.9/],
    ['an entity', '<!DOCTYPE a [<!ENTITY x "y">]><alert>&x;</alert>', 'document', /DOCTYPE/],
    ['an entity from outside', '<!DOCTYPE a SYSTEM "file:///etc/passwd"><alert/>', 'document', /DOCTYPE/],
    ['an undefined entity', '<alert>&x;</alert>', 'document', /undefined entity/],
    ['depth', `${'<a>'.repeat(17)}${'</a>'.repeat(17)}`, 'document', /deeper than 16/],
    ['many elements', `<alert>${'<a/>'.repeat(20_000)}</alert>`, 'document', /More than 20000 elements/],
    ['a bad status', penglai.replace('>Actual<', '>Real<'), 'alert.status', /Line 5: status must be one of Actual, Exercise/],
    [
      'a time without offset',
      penglai.replace('<sent>2026-08-01T13:31:00+08:00', '<sent>2026-08-01T13:31:00'),
      'alert.sent',
      /Line 4: sent must be a time/,
    ],
    ['a day that is none', penglai.replace('<sent>2026-08-01', '<sent>2026-02-31'), 'alert.sent', /Line 4/],
    ['an identifier with a space', penglai.replace('37061441600000_', '37061441600000 '), 'alert.identifier', /must not contain spaces/],
    ['two senders', penglai.replace('<status>', '<sender>b</sender><status>'), 'alert.sender', /occurs twice/],
    ['no info', penglai.replace(/<info>[\s\S]*<\/info>/, ''), 'alert.info', /no info/],
    [
      'an empty area',
      penglai.replace('<areaDesc>Penglai</areaDesc>', '<areaDesc> </areaDesc>'),
      'alert.info.0.area.0.areaDesc',
      /areaDesc is missing/,
    ],
    [
      'an open polygon',
      penglai.replace('<areaDesc>Penglai</areaDesc>', '<areaDesc>Penglai</areaDesc><polygon>1,1 1,2 2,2 2,1</polygon>'),
      'alert.info.0.area.0.polygon',
      /at least four/,
    ],
    [
      'a circle beyond the pole',
      penglai.replace('<areaDesc>Penglai</areaDesc>', '<areaDesc>Penglai</areaDesc><circle>91,1 0</circle>'),
      'alert.info.0.area.0.circle',
      /radius/,
    ],
    ['a private message to nobody', penglai.replace('>Public<', '>Private<'), 'alert.addresses', /addresses is missing/],
    ['a national message with a severity of CAP', henan.replace('>Blue<', '>Minor<'), 'alert.info.0.severity', /Red, Orange, Yellow, Blue/],
    ['a national message without sendTime', henan.replace(/<sendTime>.*<\/sendTime>/, ''), 'alert.sendTime', /sendTime is missing/],
    ['a national message with another code', henan.replace('11B06', '大风'), 'alert.info.0.eventType', /five characters/],
  ];
  it.each(cases)('%s', (_, body, field, reason) => {
    const [first] = refused(body);
    expect(first?.field).toBe(field);
    expect(first?.reasonEn).toMatch(reason);
    expect(first?.reason).toMatch(/^第 \d+ 行：/);
  });
});

describe('encodings', () => {
  const declared = (encoding: string) => henan.replace('UTF-8', encoding);
  const ascii = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

  it('reads UTF-8 with and without a mark, and UTF-16 with one', () => {
    expect(read(Buffer.from(`\ufeff${henan}`)).sender).toBe('河南省气象局');
    expect(read(Buffer.from(`\ufeff${declared('UTF-16')}`, 'utf16le')).sender).toBe('河南省气象局');
  });

  it('reads GB 2312 as old feeds send it', () => {
    // 气象局 in GB 2312
    const [before, after] = declared('GB2312')
      .replace(/[^\p{ASCII}]/gu, '')
      .replace('<sender>', '<sender>|')
      .split('|') as [string, string];
    const bytes = Buffer.concat([
      ascii(before),
      Uint8Array.of(0xc6, 0xf8, 0xcf, 0xf3, 0xbe, 0xd6),
      ascii(after.replace('<areaDesc>,', '<areaDesc>a')),
    ]);
    const reading = readCap(bytes.subarray(0));
    expect(reading.ok ? reading.message.sender : reading.fields).toBe('气象局');
  });

  it('refuses bytes that do not fit, and encodings that nobody sends', () => {
    expect(refused(Uint8Array.of(0x3c, 0x61, 0xff, 0xfe))[0]?.reasonEn).toBe('Line 1: The bytes are not valid utf-8');
    expect(refused(Buffer.from(declared('EBCDIC-CP-US')))[0]?.reasonEn).toBe('Line 1: The encoding EBCDIC-CP-US is not supported');
  });
});

describe('what may not become a real incident or a warning', () => {
  it.each(['Exercise', 'System', 'Test', 'Draft'])('status %s is for exercises only', (status) => {
    expect(read(penglai.replace('>Actual<', `>${status}<`)).exerciseOnly).toBe(true);
  });

  it.each([
    ['高温橙色预警升级为高温红色预警', 'red'],
    ['气象台发布暴雨橙色预警信号', 'orange'],
    ['气象台解除暴雨橙色预警信号', null],
    ['蓝色天空活动通知', null],
    ['黄色预警', 'yellow'],
    ['Observatory issues a blue warning for flash floods', 'blue'],
    ['Code ORANGE', null],
  ])('headline %s → %s', (headline, colour) => {
    const message = { ...read(sample('cn_penglai')), headline };
    expect(proposalsOf(message, tree, words).proposedWarning?.colour ?? null).toBe(colour);
  });

  it('a cancelled warning', () => {
    expect(proposalsOf({ ...read(sample('cn_henan')), msgType: 'Cancel' }, tree, words).proposedWarning).toBeNull();
  });
});

it('reads 5 MB within a second', () => {
  const large = penglai.replace('</description>', `${'雨'.repeat(1_600_000)}</description>`);
  const start = performance.now();
  const message = read(Buffer.from(large));
  expect(performance.now() - start).toBeLessThan(1000);
  expect([...message.description].length).toBeLessThanOrEqual(4000);
});
