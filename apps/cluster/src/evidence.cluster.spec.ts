import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startS3 } from '#local-services/local-s3.js';
import type { LocalS3 } from '#local-services/local-s3.js';
import { describeEvidence } from '../../standalone/src/testing/evidence.story.js';
import { openCluster } from './testing/cluster-platform.js';

const folder = mkdtempSync(join(tmpdir(), 'muster-s3-'));
let server: LocalS3;
beforeAll(async () => {
  server = await startS3({ folder });
});
afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

describeEvidence('cluster with a bucket', (ground) => {
  const { url: endpoint, bucket, accessKey, secretKey } = server;
  return openCluster({ ...ground, evidence: { bucket: { endpoint, region: 'us-east-1', bucket, prefix: '', accessKey, secretKey } } });
});
