import type { EvidenceFields } from '#contracts/evidence.js';

/** What of a piece of content was seen when it was read. */
export type SeenContent = {
  /** What its first bytes say that it is; undefined where they say nothing. */
  head: string | undefined;
  /** Names and headers inside that tell apart what looks alike from outside. */
  marks: ReadonlySet<Mark>;
  /** The encoding in which all of it is plain text; null if it is not. */
  text: 'utf-8' | 'gb18030' | null;
};

/** What stands inside a container and says what it carries. */
export type Mark = 'word' | 'sheet' | 'slides' | 'old-word' | 'old-sheet' | 'old-slides' | 'macro' | 'picture-track';

/** The bytes of each mark, wherever they stand. Old office files have their names in UTF-16. */
export const markBytes: readonly (readonly [Mark, Buffer])[] = [
  ['word', Buffer.from('word/document.xml')],
  ['sheet', Buffer.from('xl/workbook.xml')],
  ['slides', Buffer.from('ppt/presentation.xml')],
  ['macro', Buffer.from('vbaProject.bin')],
  ['macro', Buffer.from('_VBA_PROJECT', 'utf16le')],
  ['old-word', Buffer.from('WordDocument', 'utf16le')],
  ['old-sheet', Buffer.from('Workbook', 'utf16le')],
  ['old-slides', Buffer.from('PowerPoint Document', 'utf16le')],
  ['picture-track', Buffer.from('hdlr\0\0\0\0\0\0\0\0vide')],
  ...['V_VP8', 'V_VP9', 'V_AV1', 'V_MPEG', 'V_MS', 'V_THEORA'].map((codec) => ['picture-track', Buffer.from(codec)] as const),
];

const openDocument = 'application/vnd.oasis.opendocument';
const openXml = 'application/vnd.openxmlformats-officedocument';
const office: readonly (readonly [Mark, head: readonly string[], mediaType: string])[] = [
  ['word', ['application/zip', `${openXml}.wordprocessingml.document`], `${openXml}.wordprocessingml.document`],
  ['sheet', ['application/zip', `${openXml}.spreadsheetml.sheet`], `${openXml}.spreadsheetml.sheet`],
  ['slides', ['application/zip', `${openXml}.presentationml.presentation`], `${openXml}.presentationml.presentation`],
  ['old-word', ['application/x-cfb'], 'application/msword'],
  ['old-sheet', ['application/x-cfb'], 'application/vnd.ms-excel'],
  ['old-slides', ['application/x-cfb'], 'application/vnd.ms-powerpoint'],
];

/** Media types by what the first bytes say, where they say enough. Phones call a recording what they call a film: only the tracks tell. */
const taken: Readonly<Record<EvidenceFields['kind'], Readonly<Record<string, string>>>> = {
  photo: {
    'image/jpeg': 'image/jpeg',
    'image/png': 'image/png',
    'image/webp': 'image/webp',
    'image/heic': 'image/heic',
    'image/heif': 'image/heic',
  },
  voice: {
    'audio/mpeg': 'audio/mpeg',
    'audio/x-m4a': 'audio/mp4',
    'audio/mp4': 'audio/mp4',
    'video/mp4': 'audio/mp4',
    'audio/aac': 'audio/aac',
    'audio/ogg': 'audio/ogg',
    'audio/wav': 'audio/wav',
    'audio/amr': 'audio/amr',
    'audio/webm': 'audio/webm',
    'video/webm': 'audio/webm',
  },
  file: {
    'application/pdf': 'application/pdf',
    [`${openDocument}.text`]: `${openDocument}.text`,
    [`${openDocument}.spreadsheet`]: `${openDocument}.spreadsheet`,
    [`${openDocument}.presentation`]: `${openDocument}.presentation`,
  },
};

/** Whether content is evidence of this kind, and its true media type. What it calls itself, by name or header, does not matter. */
export function judgeContent(kind: EvidenceFields['kind'], seen: SeenContent): { ok: true; mediaType: string } | { ok: false } {
  const head = seen.head?.split(';')[0];
  if (seen.marks.has('picture-track') && kind === 'voice') return { ok: false };
  if (kind === 'file') {
    if (seen.marks.has('macro')) return { ok: false };
    const document = office.find(([mark, heads]) => seen.marks.has(mark) && heads.includes(head ?? ''));
    if (document) return { ok: true, mediaType: document[2] };
    if (head === undefined && seen.text) return { ok: true, mediaType: `text/plain; charset=${seen.text}` };
  }
  const mediaType = head === undefined ? undefined : taken[kind][head];
  return mediaType ? { ok: true, mediaType } : { ok: false };
}

const endings: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/heic': 'heic',
  'audio/mpeg': 'mp3',
  'audio/mp4': 'm4a',
  'audio/aac': 'aac',
  'audio/ogg': 'ogg',
  'audio/wav': 'wav',
  'audio/amr': 'amr',
  'audio/webm': 'webm',
  'application/pdf': 'pdf',
  'text/plain': 'txt',
  'application/msword': 'doc',
  'application/vnd.ms-excel': 'xls',
  'application/vnd.ms-powerpoint': 'ppt',
  [`${openXml}.wordprocessingml.document`]: 'docx',
  [`${openXml}.spreadsheetml.sheet`]: 'xlsx',
  [`${openXml}.presentationml.presentation`]: 'pptx',
  [`${openDocument}.text`]: 'odt',
  [`${openDocument}.spreadsheet`]: 'ods',
  [`${openDocument}.presentation`]: 'odp',
};

/** How it is handed out: photos and recordings are shown, files are saved, under a name that says nothing of people. */
export function dispositionOf(id: string, kind: EvidenceFields['kind'], mediaType: string): string {
  const name = `evidence-${id}.${endings[mediaType.split(';')[0]!] ?? 'bin'}`;
  return `${kind === 'file' ? 'attachment' : 'inline'}; filename="${name}"`;
}
