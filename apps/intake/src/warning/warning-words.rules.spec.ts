import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { CategoryFile } from '../category/category.rules.js';
import { categoryTree } from '../category/category.rules.js';
import { readIntakeData } from '../intake.data.js';
import type { CapInfo, CapMessage } from './cap/cap.rules.js';
import { readCap } from './cap/cap.rules.js';
import type { EventWords } from './warning-words.rules.js';
import { categoryOf, colourOf, eventWord, hazardWord, isLifted, issuerOf, pathOfSender, senderOfPath } from './warning-words.rules.js';

const samples = join(import.meta.dirname, '../../test-data/cap');
const tree = categoryTree(readIntakeData<CategoryFile>('event-codes.json'));
const { words } = readIntakeData<{ words: EventWords }>('event-words.json');

function sample(name: string): CapMessage & { info: CapInfo } {
  const file = readdirSync(samples).find((each) => each.startsWith(name))!;
  const reading = readCap(readFileSync(join(samples, file)));
  if (!reading.ok || !reading.message.info) throw new Error(JSON.stringify(reading));
  return { ...reading.message, info: reading.message.info };
}

it.each([
  ['cn_penglai', '11B09', 'word', '高温', 'red', '高温', '高温'],
  ['cn_henan', '11B06', 'code', '', 'blue', '大风事件', '大风'],
  ['google_usgs', '11C02', 'word', 'earthquake', null, 'Earthquake', '地震'],
  ['oasis_v1dot2_appendixA2', '11B20', 'word', 'severe thunderstorm', null, 'SEVERE THUNDERSTORM', '雷雨大风'],
  ['oasis_v1dot2_appendixA3', '11C02', 'word', 'earthquake', null, 'Earthquake', '地震'],
])('%s is of category %s by %s %s, its colour is %s, its event %s, its hazard %s', (name, code, by, word, colour, event, hazard) => {
  const message = sample(name);
  const category = categoryOf(message.info, tree, words);
  expect(category).toEqual({ code, by, word });
  expect(colourOf(message, message.info)).toBe(colour);
  expect(eventWord(message.info, tree)).toBe(event);
  expect(hazardWord(message.info, tree, code)).toMatch(new RegExp(hazard));
});

it.each(['oasis_v1dot2_appendixA1', 'oasis_v1dot2_appendixA4'])('%s is of no category of ours', (name) => {
  expect(categoryOf(sample(name).info, tree, words)).toBeNull();
});

it.each<[string, string | null, boolean]>([
  ['高温橙色预警升级为高温红色预警', 'red', false],
  ['气象台发布暴雨橙色预警信号', 'orange', false],
  ['气象台解除暴雨橙色预警信号', null, true],
  ['气象台取消暴雨橙色预警信号', null, true],
  ['发布关于解除暴雨橙色预警的通知', null, true],
  ['解除暴雨黄色预警，同时发布暴雨橙色预警', 'orange', false],
  ['蓝色天空活动通知', null, false],
  ['黄色预警', 'yellow', false],
  ['Observatory issues a blue warning for flash floods', 'blue', false],
  ['Observatory lifts the orange rainstorm warning', null, true],
  ['Airport cancels flights after storm warning', null, false],
  ['Code ORANGE', null, false],
])('headline %s: colour %s, lifted %s', (headline, colour, lifted) => {
  const { info } = sample('cn_penglai');
  expect(colourOf({ profile: 'cap-1.2', msgType: 'Alert' }, { ...info, headline })).toBe(colour);
  expect(isLifted('Alert', headline)).toBe(lifted);
});

it('a Cancel lifts whatever its headline says, and has no colour', () => {
  const { info, profile } = sample('cn_henan');
  expect(isLifted('Cancel', info.headline)).toBe(true);
  expect(colourOf({ profile, msgType: 'Cancel' }, info)).toBeNull();
});

it('the office is named and never the officer, whose name Chinese feeds send as senderName', () => {
  const penglai = sample('cn_penglai');
  expect(penglai.info.senderName).toBe('值班员');
  expect(issuerOf(penglai, penglai.info)).toBe('蓬莱区气象台');
  const henan = sample('cn_henan');
  expect(issuerOf(henan, henan.info)).toBe('河南省气象局');
  expect(issuerOf({ profile: 'cap-1.2', sender: 'x@y' }, { ...penglai.info, headline: '某某气象台解除高温预警' })).toBe('某某气象台');
  expect(issuerOf({ profile: 'cap-1.2', sender: 'muster.320582' }, { ...penglai.info, senderName: '市指挥中心' })).toBe('市指挥中心');
});

it.each(['320582', '320582/leyu', '320582/emergency-bureau'])('the sender of %s leads back to it', (path) => {
  expect(pathOfSender(senderOfPath(path))).toBe(path);
});
