/** A message of our own before it is written. Times are moments; the writer gives them China's offset, as CAP 1.2 forbids the Z. */
export type CapDraft = {
  identifier: string;
  sender: string;
  sentAt: Date;
  status: 'Actual' | 'Exercise';
  msgType: 'Alert' | 'Update' | 'Cancel';
  note: string;
  references: readonly { sender: string; identifier: string; sentAt: Date }[];
  infos: readonly CapDraftInfo[];
};

/** One language of it. Empty texts and null moments are left out. */
export type CapDraftInfo = {
  language: string;
  category: string;
  event: string;
  urgency: string;
  severity: string;
  certainty: string;
  eventCodes: readonly NamedValue[];
  effectiveAt: Date | null;
  onsetAt: Date | null;
  expiresAt: Date | null;
  senderName: string;
  headline: string;
  description: string;
  instruction: string;
  parameters: readonly NamedValue[];
  areas: readonly { description: string; geocodes: readonly NamedValue[] }[];
};

export type NamedValue = { valueName: string; value: string };

/** Writes a message as CAP 1.2, its elements in the order of the schema. */
export function writeCap(draft: CapDraft): string {
  const { references } = draft;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">',
    ...element('identifier', draft.identifier),
    ...element('sender', draft.sender),
    ...element('sent', capMoment(draft.sentAt)),
    ...element('status', draft.status),
    ...element('msgType', draft.msgType),
    ...element('scope', 'Public'),
    ...element('note', draft.note),
    ...element('references', references.map(({ sender, identifier, sentAt }) => `${sender},${identifier},${capMoment(sentAt)}`).join(' ')),
    ...draft.infos.flatMap(info),
    '</alert>',
    '',
  ].join('\n');
}

/** 2026-08-01T13:31:00+08:00: to the second, with China's offset. */
export function capMoment(at: Date): string {
  return `${new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`;
}

function info(said: CapDraftInfo): string[] {
  return [
    '<info>',
    ...element('language', said.language),
    ...element('category', said.category),
    ...element('event', said.event),
    ...element('urgency', said.urgency),
    ...element('severity', said.severity),
    ...element('certainty', said.certainty),
    ...said.eventCodes.flatMap((code) => named('eventCode', code)),
    ...moment('effective', said.effectiveAt),
    ...moment('onset', said.onsetAt),
    ...moment('expires', said.expiresAt),
    ...element('senderName', said.senderName),
    ...element('headline', said.headline),
    ...element('description', said.description),
    ...element('instruction', said.instruction),
    ...said.parameters.flatMap((parameter) => named('parameter', parameter)),
    ...said.areas.flatMap(({ description, geocodes }) => [
      '<area>',
      ...element('areaDesc', description),
      ...geocodes.flatMap((code) => named('geocode', code)),
      '</area>',
    ]),
    '</info>',
  ];
}

function element(name: string, text: string): string[] {
  return text === '' ? [] : [`<${name}>${escapeXml(text)}</${name}>`];
}

function moment(name: string, at: Date | null): string[] {
  return at === null ? [] : element(name, capMoment(at));
}

function named(name: string, { valueName, value }: NamedValue): string[] {
  return [`<${name}><valueName>${escapeXml(valueName)}</valueName><value>${escapeXml(value)}</value></${name}>`];
}

/** Text as XML has it. What XML cannot say at all (control characters, halves of characters) is left out. */
export function escapeXml(text: string): string {
  return text
    .replace(/(?![\t\n\r])[\p{Cc}\p{Cs}\ufffe\uffff]/gu, '')
    .replace(/[&<>"'\r]/g, (character) => `&#${character.codePointAt(0)};`);
}
