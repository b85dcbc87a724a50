import { randomBytes } from 'node:crypto';
import { keptName, temporaryName } from './evidence-name.rules.js';
import type { EvidenceStore, StoredContent } from './evidence-store.js';

async function* inChunks(content: Buffer, chunkBytes = 64 * 1024): AsyncIterable<Buffer> {
  for (let at = 0; at < content.length; at += chunkBytes) yield content.subarray(at, at + chunkBytes);
}

/** What every store of evidence keeps. `raw` lists all that lies there, by whatever name. */
export function describeEvidenceStore(
  name: string,
  open: () => Promise<{ store: EvidenceStore; raw(): Promise<string[]>; close(): Promise<void> }>,
): void {
  describe(`${name} keeps evidence`, () => {
    let opened: Awaited<ReturnType<typeof open>>;
    let store: EvidenceStore;
    let made = 0;
    const aName = (): string => temporaryName(new Date(1_700_000_000_000), `spec-${(made += 1)}`);
    const kept = (): string => keptName(randomBytes(32).toString('hex'));
    const whole = async (stored: StoredContent | null): Promise<Buffer | null> =>
      stored && Buffer.concat((await stored.content.toArray()) as Buffer[]);
    beforeAll(async () => {
      opened = await open();
      store = opened.store;
    });
    afterAll(() => opened?.close());

    it.each([
      ['nothing', 0],
      ['a byte', 1],
      ['a little', 300_000],
      ['exactly one part', 5 * 1024 * 1024],
      ['the most there is', 20_000_000],
    ])('byte for byte: %s', async (_, bytes) => {
      const [content, to] = [randomBytes(bytes), aName()];
      await store.put(to, inChunks(content));
      const stored = await store.open(to);
      expect(stored!.bytes).toBe(bytes);
      expect((await whole(stored))!.equals(content)).toBe(true);
    });

    it('under a second name too, as often as one likes, and there when the first is gone', async () => {
      const [content, from, to] = [randomBytes(100_000), aName(), kept()];
      await store.put(from, inChunks(content));
      await store.copy(from, to);
      await store.copy(from, to);
      await store.remove(from);
      expect(await store.open(from)).toBeNull();
      expect((await whole(await store.open(to)))!.equals(content)).toBe(true);
      await store.remove(to);
      expect(await store.open(to)).toBeNull();
    });

    it('from many at once, also to the same second name', async () => {
      const [content, to] = [randomBytes(700_000), kept()];
      const names = Array.from({ length: 8 }, aName);
      await Promise.all(
        names.map(async (from) => {
          await store.put(from, inChunks(content));
          await store.copy(from, to);
          await store.remove(from);
        }),
      );
      expect((await whole(await store.open(to)))!.equals(content)).toBe(true);
    });

    it.each([
      ['at once', 0],
      ['in the first part', 2_000_000],
      ['in the third', 12_000_000],
    ])('nothing of what breaks off %s', async (_, bytes) => {
      const [before, to] = [await opened.raw(), aName()];
      async function* broken(): AsyncIterable<Buffer> {
        yield* inChunks(randomBytes(bytes));
        throw new Error('the line was cut');
      }
      await expect(store.put(to, broken())).rejects.toThrow('the line was cut');
      expect(await store.open(to)).toBeNull();
      expect(await opened.raw()).toEqual(before);
      expect(await store.listTemporaries()).not.toContain(to);
    });

    it('tells what is temporary, and nothing else', async () => {
      const [from, other, to] = [aName(), aName(), kept()];
      for (const each of [from, other]) await store.put(each, inChunks(Buffer.from('x')));
      await store.copy(from, to);
      await store.remove(other);
      const listed = await store.listTemporaries();
      expect(listed).toContain(from);
      expect(listed).not.toContain(other);
      expect(listed).not.toContain(to);
    });

    it('nothing where there was nothing: neither to open nor to remove', async () => {
      expect(await store.open(kept())).toBeNull();
      await store.remove(kept());
      await store.remove(aName());
      await expect(store.copy(aName(), kept())).rejects.toThrow();
    });
  });
}
