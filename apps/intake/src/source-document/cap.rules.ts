import type { SourceDocument } from '#contracts/incident.js';
import type { FieldProblem } from '#contracts/problem.js';
import type { CapField, CapProfile } from './cap-profile.rules.js';
import { chinaMoment, profileOf } from './cap-profile.rules.js';
import { decodeXml } from './encoding.rules.js';
import type { XmlNode } from './xml.rules.js';
import { readXml } from './xml.rules.js';

/** What a message says, before anything is proposed from it. Texts are cut at what a page can show; the document itself is kept whole. */
export type CapMessage = Omit<SourceDocument, 'id' | 'proposedCategory' | 'proposedWarning'> & {
  /** Codes that may be category codes: eventType, and the values of eventCode. */
  codes: string[];
  severity: string;
};

export type CapReading = { ok: true; message: CapMessage; text: string } | { ok: false; fields: FieldProblem[] };

/** Reads a CAP message of any known profile and refuses a broken one with every reason and its line. */
export function readCap(body: Uint8Array | string): CapReading {
  const decoded = decodeXml(body);
  if (!decoded.ok) return { ok: false, fields: [fault('document', decoded.line, decoded.zh, decoded.en)] };
  const xml = readXml(decoded.text);
  if (!xml.ok) return { ok: false, fields: [fault('document', xml.line, xml.zh, xml.en)] };
  const { root } = xml;
  if (root.name !== 'alert') {
    return { ok: false, fields: [fault(root.name.slice(0, 60), root.line, '根元素不是 alert', 'The root element is not alert')] };
  }
  const profile = profileOf(root.uri);
  if (!profile) {
    return { ok: false, fields: [fault('alert', root.line, `不认识的命名空间 ${root.uri}`, `Unknown namespace ${root.uri}`)] };
  }
  const fields = problemsOf(profile, root);
  if (fields.length > 0) return { ok: false, fields: fields.slice(0, 50) };
  return { ok: true, message: messageOf(profile, root), text: decoded.text };
}

/** Every field that is missing, repeated or wrong, in the order of the document's parts. */
function problemsOf(profile: CapProfile, alert: XmlNode): FieldProblem[] {
  const infos = childrenOf(alert, 'info');
  return [
    ...check(alert, profile.alert, 'alert'),
    ...whenScope(alert),
    ...(infos.length === 0
      ? [fault('alert.info', alert.line, '没有 info，说不出是什么事件', 'There is no info: it does not say what happened')]
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
    if (!first) return required ? [fault(`${at}.${name}`, node.line, `缺少 ${name}`, `${name} is missing`)] : [];
    if (second && !many) return [fault(`${at}.${name}`, second.line, `${name} 出现了两次`, `${name} occurs twice`)];
    const wrong = found.find((child) => shape && !shape(child.text.trim()));
    return wrong ? [fault(`${at}.${name}`, wrong.line, `${name} ${zh ?? '有误'}`, `${name} ${en ?? 'is wrong'}`)] : [];
  });
}

/** A restricted message says for whom (restriction), a private one to whom (addresses). */
function whenScope(alert: XmlNode): FieldProblem[] {
  const scope = textOf(alert, 'scope');
  const needs = scope === 'Restricted' ? 'restriction' : scope === 'Private' ? 'addresses' : null;
  if (!needs || textOf(alert, needs)) return [];
  return [fault(`alert.${needs}`, alert.line, `scope 是 ${scope}，缺少 ${needs}`, `scope is ${scope}, so ${needs} is missing`)];
}

function messageOf(profile: CapProfile, alert: XmlNode): CapMessage {
  const infos = childrenOf(alert, 'info');
  const info = infos.find((candidate) => textOf(candidate, 'language').toLowerCase().startsWith('zh')) ?? infos[0]!;
  const status = textOf(alert, 'status');
  const sent = profile.name === 'china' ? chinaMoment(textOf(alert, 'sendTime')) : textOf(alert, 'sent');
  return {
    profile: profile.name,
    identifier: line(textOf(alert, 'identifier'), 300),
    sender: line(textOf(alert, 'sender'), 300),
    sent,
    status,
    msgType: textOf(alert, 'msgType'),
    exerciseOnly: status !== 'Actual',
    event: line(textOf(info, profile.name === 'china' ? 'eventType' : 'event'), 300),
    headline: line(textOf(info, 'headline'), 300),
    description: cut(
      textOf(info, 'description')
        .replace(/[^\S\n]+/g, ' ')
        .replace(/ *\n */g, '\n'),
      4000,
    ),
    areaDescription: line(
      childrenOf(info, 'area')
        .map((area) => textOf(area, 'areaDesc'))
        .join('；'),
      2000,
    ),
    severity: textOf(info, 'severity'),
    codes: [textOf(info, 'eventType'), ...childrenOf(info, 'eventCode').map((code) => textOf(code, 'value'))].filter(Boolean),
  };
}

function childrenOf(node: XmlNode, name: string): XmlNode[] {
  return node.children.filter((child) => child.name === name && child.uri === node.uri);
}

function textOf(node: XmlNode, name: string): string {
  return childrenOf(node, name)[0]?.text.trim() ?? '';
}

function line(text: string, longest: number): string {
  return cut(text.replace(/[\s\p{Cc}]+/gu, ' ').trim(), longest);
}

function cut(text: string, longest: number): string {
  const characters = [...text];
  return characters.length <= longest ? text : `${characters.slice(0, longest - 1).join('')}…`;
}

function fault(field: string, at: number, zh: string, en: string): FieldProblem {
  return { field, reason: `第 ${at} 行：${zh}`, reasonEn: `Line ${at}: ${en}` };
}
