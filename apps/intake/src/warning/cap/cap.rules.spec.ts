import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CapMessage } from './cap.rules.js';
import { readCap } from './cap.rules.js';
import { readXml } from './xml.rules.js';

const samples = join(import.meta.dirname, '../../../test-data/cap');

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
    ['cn_penglai', 'cap-1.2', '高温', ['蓬莱'], 1],
    ['cn_henan', 'china', '11B06', ['河南省,河南省'], 1],
    ['google_usgs', 'cap-1.1', 'Earthquake', ['185 miles'], 0],
    ['oasis_v1dot2_appendixA1', 'cap-1.2', 'Homeland Security Advisory System Update', ['U.S. nationwide'], 0],
    ['oasis_v1dot2_appendixA2', 'cap-1.2', 'SEVERE THUNDERSTORM', ['EXTREME NORTH CENTRAL'], 0],
    ['oasis_v1dot2_appendixA3', 'cap-1.2', 'Earthquake', ['1 mi. WSW of Brawley'], 1],
    ['oasis_v1dot2_appendixA4', 'cap-1.2', 'Child Abduction', ['Los Angeles County'], 0],
  ])('%s is %s: %s in %j, with %d references', (name, profile, event, areas, references) => {
    const message = read(sample(name));
    expect(message).toMatchObject({ profile, status: 'Actual', info: { event } });
    expect(message.info!.areas.map(({ description }, at) => description.startsWith(areas[at]!))).toEqual([true]);
    expect(message.references).toHaveLength(references);
  });

  it('are read in Chinese first, with times as ISO 8601', () => {
    expect(read(penglai)).toMatchObject({
      sentAt: '2026-08-01T13:31:00+08:00',
      references: [{ sender: 'Penglai_District_Meteorological_Observatory', identifier: '37061441600000_20260727120039' }],
      info: {
        headline: '蓬莱区气象台变更发布高温红色预警信号[Ⅰ级/特别严重]',
        expiresAt: '2026-08-02T13:32:19+08:00',
        onsetAt: null,
        areas: [{ geocodes: [{ scheme: 'CPEAS Geographic Code', value: '370614000000' }] }],
      },
    });
    expect(read(henan)).toMatchObject({
      sentAt: '2020-02-05T10:45:00+08:00',
      references: [{ sender: null, identifier: '41000041600000_20200204121842' }],
      info: { effectiveAt: '2020-02-05T10:57:42+08:00', expiresAt: null, areas: [{ geocodes: [{ scheme: '' }, { scheme: '' }] }] },
    });
  });

  it('have their shapes as GeoJSON counts, longitude first', () => {
    expect(read(sample('oasis_v1dot2_appendixA2')).info!.areas[0]!.polygons[0]![0]).toEqual([-120.14, 38.47]);
    expect(read(sample('oasis_v1dot2_appendixA3')).info!.areas[0]!.circles).toEqual([
      { centre: [-115.5527, 32.9525], radiusKilometres: 0 },
    ]);
  });
});

describe('the digest', () => {
  it('is of what is said, not of how it is written', () => {
    const prefixed = penglai.replace('<alert xmlns=', '<c:alert xmlns:c=').replaceAll(/<(\/?)(?!\?|c:)/g, '<$1c:');
    expect(read(prefixed).digest).toBe(read(penglai).digest);
    expect(read(penglai.replaceAll('\n', '\r\n').replaceAll('\t', '  ')).digest).toBe(read(penglai).digest);
    expect(read(penglai.replace('39℃', '40℃')).digest).not.toBe(read(penglai).digest);
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

it('a Cancel, an Ack and an Error need no info; an Alert and an Update do', () => {
  const silent = penglai.replace(/<info>[\s\S]*<\/info>/, '');
  for (const msgType of ['Cancel', 'Ack', 'Error']) expect(read(silent.replace('>Update<', `>${msgType}<`)).info).toBeNull();
  for (const msgType of ['Alert', 'Update']) expect(refused(silent.replace('>Update<', `>${msgType}<`))[0]?.field).toBe('alert.info');
});

describe('hostile documents are refused where they begin to be', () => {
  // What follows is not well-formed: a reader that went on would say so.
  const rest = '<<<';
  const many = (count: number, of: (nth: number) => string) => Array.from({ length: count }, (_, nth) => of(nth)).join('');
  it.each<[string, string, RegExp]>([
    [
      'a billion laughs',
      `<!DOCTYPE a [<!ENTITY l0 "lol">${many(9, (n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`)}]><alert>&l9;</alert>`,
      /DOCTYPE/,
    ],
    ['an entity of the file system', `<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]><alert>&f;</alert>${rest}`, /DOCTYPE/],
    ['a parameter entity', `<!DOCTYPE a [<!ENTITY % p SYSTEM "http://example.org/x.dtd"> %p;]><alert/>${rest}`, /DOCTYPE/],
    ['10,000 levels', `${'<a>'.repeat(10_000)}${rest}`, /deeper than 16/],
    ['20,001 elements', `<alert>${'<a/>'.repeat(20_001)}${rest}`, /More than 20000 elements/],
    ['100,000 attributes on one element', `<alert ${many(100_000, (n) => `a${n}="" `)}>${rest}`, /More than 64 attributes/],
    ['an attribute of 1 MB', `<alert a="${'x'.repeat(1_048_576)}">${rest}`, /attribute is longer than 8192/],
  ])('%s', (_, body, reason) => {
    expect(refused(body)).toEqual([expect.objectContaining({ field: 'document', reasonEn: expect.stringMatching(reason) as string })]);
  });

  it.each<[string, Uint8Array, RegExp]>([
    ['a NUL', Buffer.from(penglai.replace('蓬莱区', '蓬\u0000莱')), /not well-formed/],
    ['UTF-8 that breaks off', Buffer.from(penglai).subarray(0, Buffer.from(penglai).indexOf('蓬莱') + 1), /not valid UTF-8/],
    ['UTF-16 that calls itself UTF-8', Buffer.from(penglai, 'utf16le'), /not valid|not well-formed/],
    ['UTF-8 that calls itself UTF-16', Buffer.from(penglai.replace('UTF-8', 'UTF-16')), /not valid|not well-formed/],
    [
      'Latin that calls itself GB 18030',
      Buffer.from(henan.replace('UTF-8', 'GB18030'), 'latin1').subarray(0, 900),
      /not valid|not well-formed/,
    ],
    ['no bytes', new Uint8Array(), /empty|not well-formed/],
  ])('%s', (_, body, reason) => {
    expect(refused(body)[0]?.reasonEn).toMatch(reason);
  });

  it('takes the limits that it is given', () => {
    expect(readXml('<a b=""/>', { depth: 1, elements: 1, attributes: 0, attributeCharacters: 1 })).toMatchObject({ ok: false, line: 1 });
  });
});

it('reads 5 MB, and keeps what a page can show', () => {
  const large = penglai.replace('</description>', `${'雨'.repeat(1_600_000)}</description>`);
  expect([...read(Buffer.from(large)).info!.description].length).toBeLessThanOrEqual(4000);
});
