import { createHash } from 'node:crypto';
import { fileTypeFromBuffer } from 'file-type';
import { markBytes } from './content.rules.js';
import type { Mark, SeenContent } from './content.rules.js';

/** So much of the beginning is looked at closely. */
const headBytes = 65_536;
const longestMark = Math.max(...markBytes.map(([, bytes]) => bytes.length));

/** Looks at content while it passes, chunk by chunk: its length, its SHA-256, and what it is. It keeps 64 KB and no more. */
export class ContentInspector {
  bytes = 0;
  private readonly hash = createHash('sha256');
  private head = Buffer.alloc(0);
  private tail = Buffer.alloc(0);
  private readonly marks = new Set<Mark>();
  private readonly decoders = new Map(
    (['utf-8', 'gb18030'] as const).map((encoding) => [encoding, new TextDecoder(encoding, { fatal: true })]),
  );

  /** Hands the content on as it comes, and looks at it. */
  async *passing(content: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
    for await (const chunk of content) {
      this.look(chunk);
      yield chunk;
    }
  }

  /** What was seen; once, at the end. */
  async conclude(): Promise<{ bytes: number; sha256: string; seen: SeenContent }> {
    this.decode();
    const head = (await fileTypeFromBuffer(this.head))?.mime as string | undefined;
    const [text] = this.decoders.keys();
    return { bytes: this.bytes, sha256: this.hash.digest('hex'), seen: { head, marks: this.marks, text: text ?? null } };
  }

  private look(chunk: Buffer): void {
    this.bytes += chunk.length;
    this.hash.update(chunk);
    if (this.head.length < headBytes) this.head = Buffer.concat([this.head, chunk.subarray(0, headBytes - this.head.length)]);
    // A mark may lie across two chunks.
    const window = Buffer.concat([this.tail, chunk]);
    for (const [mark, bytes] of markBytes) if (!this.marks.has(mark) && window.includes(bytes)) this.marks.add(mark);
    this.tail = Buffer.from(window.subarray(-longestMark));
    if (this.decoders.size > 0 && chunk.some(isNoText)) this.decoders.clear();
    this.decode(chunk);
  }

  private decode(chunk?: Buffer): void {
    for (const [encoding, decoder] of this.decoders) {
      try {
        decoder.decode(chunk, { stream: chunk !== undefined });
      } catch {
        // Not in this encoding: that is the answer.
        this.decoders.delete(encoding);
      }
    }
  }
}

/** Control characters other than tab, line feed, form feed and carriage return. */
function isNoText(byte: number): boolean {
  return byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0c && byte !== 0x0d;
}
