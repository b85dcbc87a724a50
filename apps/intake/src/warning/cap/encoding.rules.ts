import type { XmlReading } from './xml.rules.js';

type Decoding = { ok: true; text: string } | Extract<XmlReading, { ok: false }>;

/** Encodings that Chinese and international feeds use. GB 18030 includes GBK and GB 2312. */
const encodings: Record<string, string> = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  'us-ascii': 'utf-8',
  'utf-16': 'utf-16le',
  'utf-16le': 'utf-16le',
  'utf-16be': 'utf-16be',
  gb18030: 'gb18030',
  gbk: 'gb18030',
  gb2312: 'gb18030',
};

/**
 * Makes text of the bytes: by byte order mark, else by the XML declaration, else as UTF-8. Bytes that do not fit are refused, never
 * replaced. What came as text is taken as it is.
 */
export function decodeXml(bytes: Uint8Array | string): Decoding {
  if (typeof bytes === 'string') return { ok: true, text: bytes };
  const declared =
    byteOrderMark(bytes) ?? /^<\?xml[^>]*?encoding\s*=\s*["']([\w.-]+)["']/.exec(latin(bytes.subarray(0, 200)))?.[1] ?? 'utf-8';
  const encoding = encodings[declared.toLowerCase()];
  if (!encoding) return { ok: false, line: 1, zh: `不支持编码 ${declared}`, en: `The encoding ${declared} is not supported` };
  try {
    return { ok: true, text: new TextDecoder(encoding, { fatal: true }).decode(bytes) };
  } catch {
    return { ok: false, line: 1, zh: `内容不是有效的 ${declared}`, en: `The bytes are not valid ${declared}` };
  }
}

function byteOrderMark(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return undefined;
}

function latin(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
