import { resolve } from 'node:path';
import { z } from 'zod';
import type { EvidenceSettings } from '#service-kit/service-config.js';
import { InvalidSetting } from './environment.js';

const prefix = z.string().regex(/^([\w.-]+\/)*$/, 'ends with / where it is not empty');

/** Where evidence is kept. An empty value is none. */
export const evidenceEnvironment = z.object({
  /** A folder; in a cluster one that every process of dispatch sees. */
  MUSTER_EVIDENCE_FOLDER: z.string().default(''),
  /** A server that speaks the S3 API: its address, and the bucket, which must be there. */
  MUSTER_EVIDENCE_S3_URL: z.union([z.literal(''), z.url({ protocol: /^https?$/ })]).default(''),
  MUSTER_EVIDENCE_S3_BUCKET: z.string().default(''),
  MUSTER_EVIDENCE_S3_REGION: z.string().min(1).default('us-east-1'),
  MUSTER_EVIDENCE_S3_PREFIX: prefix.default(''),
  MUSTER_EVIDENCE_S3_ACCESS_KEY: z.string().default(''),
  MUSTER_EVIDENCE_S3_SECRET_KEY: z.string().default(''),
});

/** The settings as dispatch takes them; null where nothing is said. Throws InvalidSetting for half of a bucket, or for both ways. */
export function evidenceSettingsOf(given: z.infer<typeof evidenceEnvironment>): EvidenceSettings | null {
  const folder = given.MUSTER_EVIDENCE_FOLDER.trim();
  const endpoint = given.MUSTER_EVIDENCE_S3_URL;
  if (folder !== '' && endpoint !== '') throw new InvalidSetting('MUSTER_EVIDENCE_FOLDER and MUSTER_EVIDENCE_S3_URL: only one of them');
  if (folder !== '') return { folder: resolve(folder) };
  if (endpoint === '') return null;
  const missing = (['BUCKET', 'ACCESS_KEY', 'SECRET_KEY'] as const).find((name) => given[`MUSTER_EVIDENCE_S3_${name}`] === '');
  if (missing) throw new InvalidSetting(`MUSTER_EVIDENCE_S3_${missing}: is needed with MUSTER_EVIDENCE_S3_URL`);
  return {
    bucket: {
      endpoint,
      region: given.MUSTER_EVIDENCE_S3_REGION,
      bucket: given.MUSTER_EVIDENCE_S3_BUCKET,
      prefix: given.MUSTER_EVIDENCE_S3_PREFIX,
      accessKey: given.MUSTER_EVIDENCE_S3_ACCESS_KEY,
      secretKey: given.MUSTER_EVIDENCE_S3_SECRET_KEY,
    },
  };
}
