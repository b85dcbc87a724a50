import { createHash } from 'node:crypto';
import type { FieldProblem } from '#contracts/problem.js';
import type { Warning, WarningMessage } from '#contracts/warning.js';
import type { CapArea } from './cap-area.rules.js';
import { readArea } from './cap-area.rules.js';
import type { CapField, CapProfile } from './cap-profile.rules.js';
import { chinaMoment, profileOf } from './cap-profile.rules.js';
import { decodeXml } from './encoding.rules.js';
import type { Reference } from './references.rules.js';
import { readReferences } from './references.rules.js';
import type { XmlNode } from './xml.rules.js';
import { childrenOf, readXml, textOf } from './xml.rules.js';

/** What one `info` of a message says. Texts are cut at what a page can show; the document itself is kept whole. */
export type CapInfo = {
  event: string;
  headline: string;
  description: string;
  instruction: string;
  urgency: string;
  severity: string;
  certainty: string;
  effectiveAt: string | null;
  onsetAt: string | null;
  expiresAt: string | null;
  /** Codes that may be category codes: eventType, and the values of eventCode. */
  codes: string[];
  parameters: Record<string, string>;
  /** Of Chinese feeds it is the officer on duty: never shown (Art. 85). Our own messages have the office here. */
  senderName: string;
  areas: CapArea[];
};

/** What a message says, before anything is proposed from it. */
export type CapMessage = {
  profile: Warning['profile'];
  identifier: string;
  sender: string;
  sentAt: string;
  status: Warning['status'];
  msgType: WarningMessage['msgType'];
  references: Reference[];
  /** Chinese first. Cancel, Ack and Error may have none. */
  info: CapInfo | null;
  /** SHA-256 of what it says, whatever its encoding, prefixes and white space. */
  digest: string;
  lines: { identifier: number; references: number; status: number };
};

export type CapReading = { ok: true; message: CapMessage } | { ok: false; fields: FieldProblem[] };

/** Reads a CAP message of any known profile and refuses a broken one with every reason and its line. */
export function readCap(body: Uint8Array | string): CapReading {
  const decoded = decodeXml(body);
  if (!decoded.ok) return { ok: false, fields: [lineFault('document', decoded.line, decoded.zh, decoded.en)] };
  const xml = readXml(decoded.text);
  if (!xml.ok) return { ok: false, fields: [lineFault('document', xml.line, xml.zh, xml.en)] };
  return readAlert(xml.root);
}

/** Reads the tree of a message. */
export function readAlert(root: XmlNode): CapReading {
  if (root.name !== 'alert') {
    return { ok: false, fields: [lineFault(root.name.slice(0, 60), root.line, '根元素不是 alert', 'The root element is not alert')] };
  }
  const profile = profileOf(root.uri);
  if (!profile) {
    const uri = root.uri.slice(0, 200);
    return { ok: false, fields: [lineFault('alert', root.line, `不认识的命名空间 ${uri}`, `Unknown namespace ${uri}`)] };
  }
  const fields = problemsOf(profile, root);
  if (fields.length > 0) return { ok: false, fields: fields.slice(0, 50) };
  return { ok: true, message: messageOf(profile, root) };
}

/** What is wrong at a line, in both languages. */
export function lineFault(field: string, at: number, zh: string, en: string): FieldProblem {
  return { field, reason: `第 ${at} 行：${zh}`, reasonEn: `Line ${at}: ${en}` };
}

/** Every field that is missing, repeated or wrong, in the order of the document's parts. */
function problemsOf(profile: CapProfile, alert: XmlNode): FieldProblem[] {
  const infos = childrenOf(alert, 'info');
  const speechless = infos.length === 0 && ['Alert', 'Update'].includes(textOf(alert, 'msgType'));
  return [
    ...check(alert, profile.alert, 'alert'),
    ...whenScope(alert),
    ...(speechless
      ? [lineFault('alert.info', alert.line, '没有 info，说不出是什么事件', 'There is no info: it does not say what happened')]
      : []),
    ...infos.flatMap((info, index) => {
      const at = `alert.info.${index}`;
      return [
        ...check(info, profile.info, at),
        ...childrenOf(info, 'area').flatMap((area, areaIndex) => check(area, profile.area, `${at}.area.${areaIndex}`)),
        ...childrenOf(info, 'resource').flatMap((item, itemIndex) => check(item, profile.resource, `${at}.resource.${itemIndex}`)),
      ];
    }),
  ];
}

function check(node: XmlNode, fields: readonly CapField[], at: string): FieldProblem[] {
  return fields.flatMap(({ name, required, many, shape, zh, en }) => {
    const found = childrenOf(node, name).filter((child) => child.text.trim() !== '');
    const [first, second] = found;
    if (!first) return required ? [lineFault(`${at}.${name}`, node.line, `缺少 ${name}`, `${name} is missing`)] : [];
    if (second && !many) return [lineFault(`${at}.${name}`, second.line, `${name} 出现了两次`, `${name} occurs twice`)];
    const wrong = found.find((child) => shape && !shape(child.text.trim()));
    return wrong ? [lineFault(`${at}.${name}`, wrong.line, `${name} ${zh ?? '有误'}`, `${name} ${en ?? 'is wrong'}`)] : [];
  });
}

/** A restricted message says for whom (restriction), a private one to whom (addresses). */
function whenScope(alert: XmlNode): FieldProblem[] {
  const scope = textOf(alert, 'scope');
  const needs = scope === 'Restricted' ? 'restriction' : scope === 'Private' ? 'addresses' : null;
  if (!needs || textOf(alert, needs)) return [];
  return [lineFault(`alert.${needs}`, alert.line, `scope 是 ${scope}，缺少 ${needs}`, `scope is ${scope}, so ${needs} is missing`)];
}

function messageOf(profile: CapProfile, alert: XmlNode): CapMessage {
  const national = profile.name === 'china';
  const lineOf = (name: string) => childrenOf(alert, name)[0]?.line ?? alert.line;
  return {
    profile: profile.name,
    identifier: line(textOf(alert, 'identifier'), 300),
    sender: line(textOf(alert, 'sender'), 300),
    sentAt: national ? chinaMoment(textOf(alert, 'sendTime')) : textOf(alert, 'sent'),
    status: textOf(alert, 'status') as CapMessage['status'],
    msgType: textOf(alert, 'msgType') as CapMessage['msgType'],
    references: readReferences(textOf(alert, 'references'), national),
    info: infoOf(alert, national),
    digest: createHash('sha256')
      .update(JSON.stringify(saidBy(alert)))
      .digest('hex'),
    lines: { identifier: lineOf('identifier'), references: lineOf('references'), status: lineOf('status') },
  };
}

/** The first info in Chinese, else the first; with the areas of every info in that language. */
function infoOf(alert: XmlNode, national: boolean): CapInfo | null {
  const infos = childrenOf(alert, 'info');
  const chosen = infos.find((candidate) => languageOf(candidate).startsWith('zh')) ?? infos[0];
  if (!chosen) return null;
  const areas = infos.filter((info) => languageOf(info) === languageOf(chosen)).flatMap((info) => childrenOf(info, 'area'));
  const momentOf = (name: string) => {
    const text = textOf(chosen, name);
    return text === '' ? null : national ? chinaMoment(text) : text;
  };
  return {
    event: line(textOf(chosen, national ? 'eventType' : 'event'), 300),
    headline: line(textOf(chosen, 'headline'), 300),
    description: paragraphs(textOf(chosen, 'description'), 4000),
    instruction: paragraphs(textOf(chosen, 'instruction'), 4000),
    urgency: textOf(chosen, 'urgency'),
    severity: textOf(chosen, 'severity'),
    certainty: textOf(chosen, 'certainty'),
    effectiveAt: momentOf('effective'),
    onsetAt: momentOf('onset'),
    expiresAt: momentOf('expires'),
    codes: [textOf(chosen, 'eventType'), ...childrenOf(chosen, 'eventCode').map((code) => textOf(code, 'value'))].filter(Boolean),
    parameters: Object.fromEntries(childrenOf(chosen, 'parameter').map((each) => [textOf(each, 'valueName'), textOf(each, 'value')])),
    senderName: line(textOf(chosen, 'senderName'), 100),
    areas: areas.map((area) => readArea(area, national)),
  };
}

function languageOf(info: XmlNode): string {
  return textOf(info, 'language').toLowerCase();
}

/** An element as what it says: name, words without the space around them, children. Signatures and attributes say nothing. */
function saidBy(node: XmlNode): unknown[] {
  const own = node.children.filter((child) => child.uri === node.uri);
  return [node.name, node.text.trim(), own.map(saidBy)];
}

/** One line without control characters, cut. */
export function line(text: string, longest: number): string {
  return cut(text.replace(/[\s\p{Cc}]+/gu, ' ').trim(), longest);
}

function paragraphs(text: string, longest: number): string {
  // Space may shrink; what lies far beyond the cut cannot come back.
  const tidy = text
    .slice(0, longest * 8)
    .replace(/[^\S\n]+/g, ' ')
    .replace(/(?!\n)\p{Cc}/gu, '')
    .replace(/ *\n */g, '\n');
  return cut(tidy, longest);
}

/** At most so many characters, with an ellipsis where something was left out. */
export function cut(text: string, longest: number): string {
  const characters = [...text];
  return characters.length <= longest ? text : `${characters.slice(0, longest - 1).join('')}…`;
}
