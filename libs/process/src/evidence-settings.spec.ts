import { resolve } from 'node:path';
import { parseEnvironment } from './environment.js';
import { evidenceEnvironment, evidenceSettingsOf } from './evidence-settings.js';

const settings = (variables: NodeJS.ProcessEnv) => evidenceSettingsOf(parseEnvironment(evidenceEnvironment, variables));
const bucket = {
  MUSTER_EVIDENCE_S3_URL: 'http://10.0.0.5:9000',
  MUSTER_EVIDENCE_S3_BUCKET: 'muster',
  MUSTER_EVIDENCE_S3_ACCESS_KEY: 'a',
  MUSTER_EVIDENCE_S3_SECRET_KEY: 's',
};

describe('where evidence is kept', () => {
  it('is nowhere, a folder, or a bucket', () => {
    expect(settings({})).toBeNull();
    expect(settings({ MUSTER_EVIDENCE_FOLDER: ' evidence ' })).toEqual({ folder: resolve('evidence') });
    expect(settings(bucket)).toEqual({
      bucket: { endpoint: 'http://10.0.0.5:9000', region: 'us-east-1', bucket: 'muster', prefix: '', accessKey: 'a', secretKey: 's' },
    });
  });

  it.each([
    ['both', { ...bucket, MUSTER_EVIDENCE_FOLDER: 'x' }, /only one/],
    ['a bucket without its name', { ...bucket, MUSTER_EVIDENCE_S3_BUCKET: '' }, /S3_BUCKET/],
    ['a bucket without its secret', { ...bucket, MUSTER_EVIDENCE_S3_SECRET_KEY: '' }, /S3_SECRET_KEY/],
    ['an address that is none', { ...bucket, MUSTER_EVIDENCE_S3_URL: 'ftp://x' }, /S3_URL/],
    ['a prefix that would run into the keys', { ...bucket, MUSTER_EVIDENCE_S3_PREFIX: 'city' }, /S3_PREFIX/],
  ])('is refused: %s', (_, variables, reason) => {
    expect(() => settings(variables)).toThrow(reason);
  });
});
