import { createHash } from 'node:crypto';
import { uuidv7 } from 'uuidv7';
import type { AssignmentDetail } from '#contracts/assignment.js';
import type { Evidence } from '#contracts/evidence.js';
import { evidence } from '#contracts/evidence.js';
import type { Problem } from '#contracts/problem.js';
import type { ApiClient } from '#testing/api-client.js';
import { openCity } from './city.js';
import type { City, OpenPlatform } from './city.js';
import { orderTo } from './click.js';

/** A PNG of one pixel. */
const pixel = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAG7buVgAAAABJRU5ErkJggg==', 'base64');

/** Evidence through the whole platform: from a form over whatever lies in front, into the store, and back as what it is. */
export function describeEvidence(name: string, open: OpenPlatform): void {
  describe(`${name}: evidence`, () => {
    let city: City;
    let town: ApiClient;
    let taskId: string;
    const fields = () => ({ requestId: uuidv7(), kind: 'photo' });
    const add = (client: ApiClient, content: Uint8Array) =>
      client.sendForm<Evidence & Problem>(`/api/tasks/${taskId}/evidence`, fields(), content);

    beforeAll(async () => {
      city = await openCity({ open });
      town = await city.signIn('leyu');
      taskId = (await town.post<AssignmentDetail>('/api/assignments', orderTo('leyu', 'leyu'))).tasks[0]!.id;
    });
    afterAll(async () => {
      await city.close();
      expect(city.errors).toEqual([]);
    });

    it('goes in and comes out byte for byte, with its true media type, for no cache but the reader’s own', async () => {
      const { status, body } = await add(town, pixel);
      expect([status, evidence.safeParse(body).error]).toEqual([201, undefined]);
      expect(body).toMatchObject({ mediaType: 'image/png', bytes: pixel.length, sha256: createHash('sha256').update(pixel).digest('hex') });
      expect((await town.get<{ evidence: Evidence[] }>(`/api/tasks/${taskId}/evidence`)).evidence).toEqual([body]);
      const { bytes, headers } = await town.download(`/api/evidence/${body.id}`);
      expect(bytes.equals(pixel)).toBe(true);
      expect(['content-type', 'x-content-type-options', 'cache-control'].map((name) => headers.get(name))).toEqual([
        'image/png',
        'nosniff',
        'private, max-age=86400, immutable',
      ]);
    });

    it('of twenty megabytes goes through, and not a byte more', async () => {
      const largest = Buffer.concat([pixel.subarray(0, 33), textChunk(20_000_000 - pixel.length), pixel.subarray(33)]);
      expect(largest).toHaveLength(20_000_000);
      const { status, body } = await add(town, largest);
      expect([status, body.bytes]).toEqual([201, 20_000_000]);
      expect((await town.download(`/api/evidence/${body.id}`)).bytes.equals(largest)).toBe(true);
      const larger = await add(town, Buffer.concat([largest, Buffer.alloc(1)]));
      expect([larger.status, larger.body.code]).toEqual([413, 'too-large']);
    });

    it('of two hundred is answered, with nothing kept', async () => {
      const { status, body } = await add(town, Buffer.alloc(200_000_000));
      expect([status, body.code]).toEqual([413, 'too-large']);
      expect((await town.get<{ evidence: Evidence[] }>(`/api/tasks/${taskId}/evidence`)).evidence).toHaveLength(2);
    });

    it('that is no image is refused, and another town finds nothing', async () => {
      expect((await add(town, Buffer.from('no image'))).body).toMatchObject({ status: 415, code: 'unsuitable-evidence' });
      const stranger = await city.signIn('jingang');
      expect((await add(stranger, pixel)).status).toBe(404);
      const [{ id }] = (await town.get<{ evidence: [Evidence] }>(`/api/tasks/${taskId}/evidence`)).evidence;
      expect((await stranger.download(`/api/evidence/${id}`)).status).toBe(404);
    });

    it('is all that takes a form', async () => {
      const answered = await town.sendForm<Problem>('/api/incidents', {}, pixel);
      expect([answered.status, answered.body.code]).toEqual([415, 'unsupported-media-type']);
    });
  });
}

/** A comment of so many bytes in all, as a PNG may have. Its checksum is not looked at by whoever only asks what it is. */
function textChunk(bytes: number): Buffer {
  const chunk = Buffer.alloc(bytes, 0x61);
  chunk.writeUInt32BE(bytes - 12, 0);
  chunk.write('tEXt', 4);
  return chunk;
}
