import { moment } from '#contracts/ids.js';
import type { Warning } from '#contracts/warning.js';
import { warningMessage, warningStatus } from '#contracts/warning.js';
import { isCircle, isPolygon } from './cap-area.rules.js';

/** What one field of a message must be. `shape` answers whether the text fits. */
export type CapField = {
  name: string;
  required: boolean;
  many?: boolean;
  shape?: (text: string) => boolean;
  zh?: string;
  en?: string;
};

/** A profile of CAP: which fields its alert, info, area and resource have. Only what is named here is checked; the rest is kept unread. */
export type CapProfile = {
  name: Warning['profile'];
  alert: readonly CapField[];
  info: readonly CapField[];
  area: readonly CapField[];
  resource: readonly CapField[];
};

const v12 = 'urn:oasis:names:tc:emergency:cap:1.2';
const v11 = 'urn:oasis:names:tc:emergency:cap:1.1';

function oneOf(name: string, values: readonly string[], many = false): CapField {
  return {
    name,
    required: true,
    many,
    shape: (text) => values.includes(text),
    zh: `只能是 ${values.join('、')}`,
    en: `must be one of ${values.join(', ')}`,
  };
}

const bareWord = {
  shape: (text: string) => /^[^\s,<&]{1,300}$/.test(text),
  zh: '不能有空格、逗号、< 或 &，也不能长于 300 个字符',
  en: 'must not contain spaces, commas, < or &, nor be longer than 300 characters',
};
const shortName = {
  shape: (text: string) => text.length <= 300,
  zh: '不能长于 300 个字符',
  en: 'must not be longer than 300 characters',
};
const references: CapField = {
  name: 'references',
  required: false,
  shape: (text) => text.split(/\s+/).length <= 100,
  zh: '多于 100 条',
  en: 'has more than 100 entries',
};
/** Moments of an info, as this profile writes them. An empty one says nothing. */
const moments = (toIso: (text: string) => string): CapField[] =>
  ['effective', 'onset', 'expires'].map((name) => ({
    name,
    required: false,
    shape: (text) => isMoment(toIso(text)),
    zh: '要写成 2026-08-01T13:31:00+08:00 这样的时间',
    en: 'must be a time such as 2026-08-01T13:31:00+08:00',
  }));
const statuses = oneOf('status', warningStatus.options);
const messageTypes = oneOf('msgType', warningMessage.shape.msgType.options);
const scopes = oneOf('scope', ['Public', 'Restricted', 'Private']);
const urgencies = oneOf('urgency', ['Immediate', 'Expected', 'Future', 'Past', 'Unknown']);
const severities = oneOf('severity', ['Extreme', 'Severe', 'Moderate', 'Minor', 'Unknown']);
const certainties = ['Observed', 'Likely', 'Possible', 'Unlikely', 'Unknown'];
const hazardClasses = ['Geo', 'Met', 'Safety', 'Security', 'Rescue', 'Fire', 'Health', 'Env', 'Transport', 'Infra', 'CBRNE', 'Other'];

const polygon: CapField = {
  name: 'polygon',
  required: false,
  many: true,
  shape: isPolygon,
  zh: '要有至少四个“纬度,经度”，首尾相同',
  en: 'needs at least four "latitude,longitude" pairs, the last like the first',
};
const circle: CapField = {
  name: 'circle',
  required: false,
  many: true,
  shape: isCircle,
  zh: '要写成“纬度,经度 半径”',
  en: 'must be "latitude,longitude radius"',
};

/** CAP 1.2 (OASIS Standard, July 2010). Times carry an offset and never a Z. */
const cap12: CapProfile = {
  name: 'cap-1.2',
  alert: [
    { name: 'identifier', required: true, ...bareWord },
    { name: 'sender', required: true, ...bareWord },
    {
      name: 'sent',
      required: true,
      shape: (text) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/.test(text) && isMoment(text),
      zh: '要写成 2026-08-01T13:31:00+08:00 这样的时间',
      en: 'must be a time such as 2026-08-01T13:31:00+08:00',
    },
    statuses,
    messageTypes,
    scopes,
    references,
  ],
  info: [
    oneOf('category', hazardClasses, true),
    { name: 'event', required: true },
    urgencies,
    severities,
    oneOf('certainty', certainties),
    ...['language', 'headline', 'description', 'instruction', 'senderName'].map((name) => ({ name, required: false })),
    ...moments((text) => text),
  ],
  area: [{ name: 'areaDesc', required: true }, polygon, circle],
  resource: [
    { name: 'resourceDesc', required: true },
    { name: 'mimeType', required: true },
  ],
};

/** CAP 1.1: any ISO time with offset, a certainty more, and a resource without media type. */
const cap11: CapProfile = {
  ...cap12,
  name: 'cap-1.1',
  alert: cap12.alert.map((field) => (field.name === 'sent' ? { ...field, shape: isMoment } : field)),
  info: cap12.info.map((field) => (field.name === 'certainty' ? oneOf('certainty', ['Very Likely', ...certainties]) : field)),
  resource: [{ name: 'resourceDesc', required: true }],
};

/** 国家突发事件预警信息发布系统: no namespace, `sendTime`, `eventType` as category code, `severity` as the warning's colour. */
const china: CapProfile = {
  name: 'china',
  alert: [
    { name: 'identifier', required: true, ...shortName },
    { name: 'sender', required: true, ...shortName },
    {
      name: 'sendTime',
      required: true,
      shape: (text) => isMoment(chinaMoment(text)),
      zh: '要写成 2020-02-05 10:45:00+08:00 这样的时间',
      en: 'must be a time such as 2020-02-05 10:45:00+08:00',
    },
    statuses,
    messageTypes,
    scopes,
    references,
  ],
  info: [
    {
      name: 'eventType',
      required: true,
      shape: (text) => /^1[0-9A-Z]{4}$/.test(text),
      zh: '要是 11B06 这样的五位类别编码',
      en: 'must be a category code of five characters such as 11B06',
    },
    oneOf('severity', ['Red', 'Orange', 'Yellow', 'Blue', 'Unknown']),
    { name: 'headline', required: true },
    ...['language', 'description', 'instruction', 'senderName'].map((name) => ({ name, required: false })),
    ...moments(chinaMoment),
  ],
  area: [{ name: 'areaDesc', required: true }, polygon, circle],
  resource: [],
};

/** The profile of a document by its root's namespace; null for one that is none of them. */
export function profileOf(namespace: string): CapProfile | null {
  return { [v12]: cap12, [v11]: cap11, '': china }[namespace] ?? null;
}

/** 2020-02-05 10:45:00+08:00 → ISO 8601. A time without offset is China's. */
export function chinaMoment(text: string): string {
  const iso = text.replace(/^(\d{4}-\d\d-\d\d) +/, '$1T');
  return /(Z|[+-]\d\d:\d\d)$/.test(iso) ? iso : `${iso}+08:00`;
}

function isMoment(text: string): boolean {
  return moment.safeParse(text).success;
}
