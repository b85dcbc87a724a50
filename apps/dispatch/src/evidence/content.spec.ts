import { createHash } from 'node:crypto';
import { ContentInspector } from './content-inspector.js';
import { dispositionOf, judgeContent } from './content.rules.js';
import * as samples from './testing/samples.js';

/** Reads content in chunks of this size, as it comes over a line. */
async function inspect(content: Buffer, chunkBytes = 1_000) {
  const inspector = new ContentInspector();
  async function* chunks() {
    for (let at = 0; at < content.length; at += chunkBytes) yield content.subarray(at, at + chunkBytes);
  }
  const passed: Buffer[] = [];
  for await (const chunk of inspector.passing(chunks())) passed.push(chunk);
  expect(Buffer.concat(passed).equals(content)).toBe(true);
  return inspector.conclude();
}
const judge = async (kind: 'photo' | 'voice' | 'file', content: Buffer, chunkBytes?: number) => {
  const judged = judgeContent(kind, (await inspect(content, chunkBytes)).seen);
  return judged.ok ? judged.mediaType : 'unsuitable';
};

const docx = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

describe('what content is, by its bytes', () => {
  it.each([
    ['photo', 'png', samples.png(), 'image/png'],
    ['photo', 'large png', samples.png(300_000), 'image/png'],
    ['photo', 'jpeg', samples.jpeg, 'image/jpeg'],
    ['photo', 'webp', samples.webp, 'image/webp'],
    ['photo', 'heic', samples.heic, 'image/heic'],
    ['voice', 'mp3', samples.mp3, 'audio/mpeg'],
    ['voice', 'amr', samples.amr, 'audio/amr'],
    ['voice', 'wav', samples.wav, 'audio/wav'],
    ['voice', 'ogg', samples.ogg, 'audio/ogg'],
    ['voice', 'recording of a phone', samples.sound, 'audio/mp4'],
    ['voice', 'recording of a browser', samples.webmSound, 'audio/webm'],
    ['file', 'pdf', samples.pdf, 'application/pdf'],
    ['file', 'text', samples.words, 'text/plain; charset=utf-8'],
    ['file', 'text of Windows', samples.wordsOfWindows, 'text/plain; charset=gb18030'],
    ['file', 'docx', samples.zip('docProps/thumbnail.png', '[Content_Types].xml', 'word/document.xml'), docx],
    ['file', 'xlsx', samples.zip('docProps/thumbnail.png', 'xl/workbook.xml'), xlsx],
    ['file', 'doc', samples.compoundFile('WordDocument'), 'application/msword'],
    ['file', 'xls', samples.compoundFile('Workbook'), 'application/vnd.ms-excel'],
  ] as const)('%s: %s', async (kind, _, content, mediaType) => {
    expect(await judge(kind, content)).toBe(mediaType);
    // However it is cut into chunks on its way.
    expect(await judge(kind, content, 7)).toBe(mediaType);
    expect(await judge(kind, content, 1_000_000)).toBe(mediaType);
  });

  it.each([
    ['photo', 'text that claims to be an image', Buffer.from('image/png\n')],
    ['photo', 'a page that begins like an image', Buffer.from('GIF89a<script>alert(1)</script>')],
    ['photo', 'gif', samples.gif],
    ['photo', 'svg', samples.svg],
    ['photo', 'pdf', samples.pdf],
    ['photo', 'recording', samples.mp3],
    ['photo', 'nothing', Buffer.alloc(0)],
    ['voice', 'photo', samples.jpeg],
    ['voice', 'film', samples.film],
    ['voice', 'film of a browser', samples.webmFilm],
    ['voice', 'text', samples.words],
    ['file', 'zip', samples.zip('a.exe', 'b.txt')],
    ['file', 'zip that names a document', Buffer.concat([samples.zip('docProps/x', 'word/document.xml', 'word/vbaProject.bin')])],
    ['file', 'doc with a macro', Buffer.concat([samples.compoundFile('WordDocument'), Buffer.from('_VBA_PROJECT', 'utf16le')])],
    ['file', 'installer', samples.compoundFile('Something')],
    ['file', 'svg', samples.svg],
    ['file', 'photo', samples.png()],
    ['file', 'program', samples.program],
    ['file', 'text with control characters', Buffer.from('a\u0000b')],
    ['file', 'text of an unknown encoding', Buffer.from([0x61, 0xff, 0xff, 0x62])],
  ] as const)('no %s: %s', async (kind, _, content) => {
    expect(await judge(kind, content)).toBe('unsuitable');
  });

  it('length and hash are those of all that passed', async () => {
    const content = samples.png(200_000);
    const { bytes, sha256 } = await inspect(content, 4_096);
    expect([bytes, sha256]).toEqual([content.length, createHash('sha256').update(content).digest('hex')]);
  });
});

describe('how evidence is handed out', () => {
  it.each([
    ['photo', 'image/jpeg', 'inline; filename="evidence-7.jpg"'],
    ['voice', 'audio/amr', 'inline; filename="evidence-7.amr"'],
    ['file', 'text/plain; charset=gb18030', 'attachment; filename="evidence-7.txt"'],
    ['file', docx, 'attachment; filename="evidence-7.docx"'],
  ] as const)('%s %s', (kind, mediaType, disposition) => {
    expect(dispositionOf('7', kind, mediaType)).toBe(disposition);
  });
});
