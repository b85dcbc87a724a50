import type { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { CompletedPart } from '@aws-sdk/client-s3';
import { Logger } from '@nestjs/common';
import { Refused } from '#service-kit/refused.js';
import type { BucketSettings } from '#service-kit/service-config.js';
import { temporaryPrefix } from './evidence-name.rules.js';
import { EvidenceStore } from './evidence-store.js';
import type { StoredContent } from './evidence-store.js';

/** The smallest part that the S3 API takes, but for the last. So much of a piece is in memory at once. */
const partBytes = 5 * 1024 * 1024;

/** Evidence in a bucket of a server that speaks the S3 API. The bucket must be there. */
export class S3EvidenceStore extends EvidenceStore {
  private readonly client: S3Client;
  private readonly logger = new Logger('evidence');

  constructor(private readonly settings: BucketSettings) {
    super();
    this.client = new S3Client({
      endpoint: settings.endpoint,
      region: settings.region,
      credentials: { accessKeyId: settings.accessKey, secretAccessKey: settings.secretKey },
      // Servers of one's own rarely have a host name per bucket, and few know the checksums that only Amazon asks for.
      forcePathStyle: true,
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      // One attempt is shorter than a transaction may wait (10 s).
      maxAttempts: 2,
      requestHandler: { connectionTimeout: 1_500, requestTimeout: 8_000, socketTimeout: 8_000, throwOnRequestTimeout: true },
    });
  }

  async put(name: string, content: AsyncIterable<Buffer>): Promise<void> {
    const parts: CompletedPart[] = [];
    let uploadId: string | undefined;
    let waiting: Buffer[] = [];
    let bytes = 0;
    try {
      for await (const chunk of content) {
        waiting.push(chunk);
        bytes += chunk.length;
        if (bytes < partBytes) continue;
        uploadId ??= (await this.asked(() => this.client.send(new CreateMultipartUploadCommand(this.at(name))))).UploadId!;
        parts.push(await this.sendPart(name, uploadId, parts.length + 1, Buffer.concat(waiting)));
        [waiting, bytes] = [[], 0];
      }
      const rest = Buffer.concat(waiting);
      if (uploadId === undefined) {
        await this.asked(() => this.client.send(new PutObjectCommand({ ...this.at(name), Body: rest })));
        return;
      }
      if (rest.length > 0) parts.push(await this.sendPart(name, uploadId, parts.length + 1, rest));
      const whole = { ...this.at(name), UploadId: uploadId, MultipartUpload: { Parts: parts } };
      await this.asked(() => this.client.send(new CompleteMultipartUploadCommand(whole)));
    } catch (error) {
      // Where even that is not heard, the sweep finds it later.
      if (uploadId !== undefined)
        await this.abort(name, uploadId).catch((still) => this.logger.warn(`an upload is left: ${String(still)}`));
      throw error;
    }
  }

  async copy(from: string, to: string): Promise<void> {
    const { bucket, prefix } = this.settings;
    await this.asked(() => this.client.send(new CopyObjectCommand({ ...this.at(to), CopySource: `${bucket}/${prefix}${from}` })));
  }

  async open(name: string): Promise<StoredContent | null> {
    try {
      const { Body, ContentLength } = await this.asked(() => this.client.send(new GetObjectCommand(this.at(name))));
      return { content: Body as Readable, bytes: ContentLength! };
    } catch (error) {
      if ((error as Error).name === 'NoSuchKey') return null;
      throw error;
    }
  }

  async remove(name: string): Promise<void> {
    await this.asked(() => this.client.send(new DeleteObjectCommand(this.at(name))));
    if (!name.startsWith(temporaryPrefix)) return;
    for (const upload of await this.uploads(name)) await this.abort(name, upload.UploadId!);
  }

  async listTemporaries(): Promise<string[]> {
    const keys = new Set((await this.uploads(temporaryPrefix)).map((upload) => upload.Key!));
    for (let token: string | undefined, more = true; more;) {
      const { Bucket, Key: Prefix } = this.at(temporaryPrefix);
      const page = await this.asked(() => this.client.send(new ListObjectsV2Command({ Bucket, Prefix, ContinuationToken: token })));
      for (const each of page.Contents ?? []) keys.add(each.Key!);
      token = page.NextContinuationToken;
      more = page.IsTruncated === true && token !== undefined;
    }
    return [...keys].map((key) => key.slice(this.settings.prefix.length));
  }

  close(): void {
    this.client.destroy();
  }

  private async sendPart(name: string, uploadId: string, number: number, body: Buffer): Promise<CompletedPart> {
    const part = { ...this.at(name), UploadId: uploadId, PartNumber: number };
    const { ETag } = await this.asked(() => this.client.send(new UploadPartCommand({ ...part, Body: body })));
    return { ETag, PartNumber: number };
  }

  private async abort(name: string, uploadId: string): Promise<void> {
    await this.asked(() => this.client.send(new AbortMultipartUploadCommand({ ...this.at(name), UploadId: uploadId })));
  }

  /** Uploads in parts that were begun and not finished, under names that begin like this. */
  private async uploads(name: string) {
    const { Bucket, Key: Prefix } = this.at(name);
    return (await this.asked(() => this.client.send(new ListMultipartUploadsCommand({ Bucket, Prefix })))).Uploads ?? [];
  }

  private at(name: string): { Bucket: string; Key: string } {
    return { Bucket: this.settings.bucket, Key: `${this.settings.prefix}${name}` };
  }

  /** What the server answers. That it is away, slow or broken is an outage; what it refuses is thrown as it is. */
  private async asked<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    try {
      return await ask();
    } catch (error) {
      const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
      if (status !== undefined && status < 500 && status !== 429) throw error;
      this.logger.warn(`the store of evidence does not answer: ${String(error)}`);
      throw new Refused('unavailable', { zh: '佐证存储暂时联系不上', en: 'The store of evidence cannot be reached' });
    }
  }
}
