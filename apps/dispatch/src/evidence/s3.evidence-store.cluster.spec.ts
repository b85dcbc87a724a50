import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateMultipartUploadCommand, S3Client, UploadPartCommand } from '@aws-sdk/client-s3';
import { startS3 } from '#local-services/local-s3.js';
import type { LocalS3 } from '#local-services/local-s3.js';
import type { BucketSettings } from '#service-kit/service-config.js';
import { describeEvidenceStore } from './evidence-store.contract.js';
import { openEvidenceStore } from './open-evidence-store.js';
import { S3EvidenceStore } from './s3.evidence-store.js';

const folder = mkdtempSync(join(tmpdir(), 'muster-s3-'));
let server: LocalS3;
beforeAll(async () => {
  server = await startS3({ folder });
});
afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const settings = (change: Partial<BucketSettings> = {}): BucketSettings => ({
  ...{ endpoint: server.url, region: 'us-east-1', prefix: 'city/', bucket: server.bucket },
  ...{ accessKey: server.accessKey, secretKey: server.secretKey, ...change },
});

describeEvidenceStore('a bucket', async () => {
  const store = (await openEvidenceStore({ bucket: settings() })) as S3EvidenceStore;
  const data = join(folder, 's3-data');
  return {
    store,
    raw: async () =>
      readdirSync(data, { recursive: true, encoding: 'utf8' })
        .filter((name) => statSync(join(data, name)).isFile())
        .sort(),
    close: async () => store.close(),
  };
});

describe('a bucket of evidence', () => {
  it('tells of an upload whose process died between two parts, and forgets it when told', async () => {
    const store = new S3EvidenceStore(settings());
    const { endpoint, region, accessKey, secretKey, bucket } = settings();
    const credentials = { accessKeyId: accessKey, secretAccessKey: secretKey };
    const client = new S3Client({ endpoint, region, credentials, forcePathStyle: true, requestChecksumCalculation: 'WHEN_REQUIRED' });
    const at = { Bucket: bucket, Key: 'city/new/1700000000000-died' };
    const { UploadId } = await client.send(new CreateMultipartUploadCommand(at));
    await client.send(new UploadPartCommand({ ...at, UploadId, PartNumber: 1, Body: Buffer.alloc(5 * 1024 * 1024) }));
    expect(await store.listTemporaries()).toContain('new/1700000000000-died');
    await store.remove('new/1700000000000-died');
    expect(await store.listTemporaries()).not.toContain('new/1700000000000-died');
    client.destroy();
    store.close();
  });

  it('is an outage while its server is away, in bounded time, and no bug', async () => {
    const store = new S3EvidenceStore(settings({ endpoint: 'http://127.0.0.1:9' }));
    const begun = performance.now();
    await expect(store.open('kept/aa/x')).rejects.toMatchObject({ code: 'unavailable' });
    await expect(
      store.put(
        'new/1-x',
        (async function* () {
          yield Buffer.from('x');
        })(),
      ),
    ).rejects.toMatchObject({ code: 'unavailable' });
    expect(performance.now() - begun).toBeLessThan(9_000);
    store.close();
  });

  it.each([
    ['a wrong key', { secretKey: 'wrong' }, /Signature|Forbidden|AccessDenied/],
    ['no such bucket', { bucket: 'nobodys-bucket' }, /NoSuchBucket/],
  ])('is a mistake that somebody must put right: %s', async (_, change, name) => {
    const store = new S3EvidenceStore(settings(change));
    await expect(
      store.put(
        'new/1-x',
        (async function* () {
          yield Buffer.from('x');
        })(),
      ),
    ).rejects.toMatchObject({ name: expect.stringMatching(name) });
    store.close();
  });
});
