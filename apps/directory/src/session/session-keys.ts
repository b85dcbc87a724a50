import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { SessionClaims } from '#contracts/access.js';
import { signAccessToken } from '#service-kit/access-token.js';
import type { ServiceConfig } from '#service-kit/service-config.js';
import { SERVICE_CONFIG } from '#service-kit/service-config.js';

const idBytes = 16;
const generationBytes = 4;

/** Signs what the directory alone may sign. All keys come from the signing key: whoever replaces it signs everybody out. */
@Injectable()
export class SessionKeys {
  private readonly signingKey: string;
  private readonly refreshKey: Buffer;
  private readonly sealKey: Buffer;

  constructor(@Inject(SERVICE_CONFIG) config: ServiceConfig) {
    if (!config.privateKey) throw new Error('the directory service needs the signing key');
    this.signingKey = config.privateKey;
    this.refreshKey = derive(config.privateKey, 'muster refresh token');
    this.sealKey = derive(config.privateKey, 'muster sealed answer');
  }

  signAccess(claims: SessionClaims, now: Date): Promise<string> {
    return signAccessToken(this.signingKey, claims, now);
  }

  /** The refresh token of a session's generation: session id, generation and a MAC over both. The same every time, so that a lost answer can be repeated. */
  refreshToken(sessionId: string, generation: number): string {
    const body = Buffer.alloc(idBytes + generationBytes);
    body.write(sessionId.replaceAll('-', ''), 'hex');
    body.writeUInt32BE(generation, idBytes);
    return Buffer.concat([body, this.mac(body)]).toString('base64url');
  }

  /** Reads a refresh token, or null if it is not ours. */
  readRefreshToken(token: string): { sessionId: string; generation: number } | null {
    const bytes = Buffer.from(token, 'base64url');
    const body = bytes.subarray(0, idBytes + generationBytes);
    const mac = bytes.subarray(idBytes + generationBytes);
    if (mac.length !== 32 || !timingSafeEqual(mac, this.mac(body))) return null;
    const hex = body.toString('hex', 0, idBytes);
    const sessionId = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
    return { sessionId, generation: body.readUInt32BE(idBytes) };
  }

  /** Seals an answer that holds secrets (AES-256-GCM), so that the first answer to a request id can be kept and told again. */
  seal(value: unknown): string {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.sealKey, nonce);
    const sealed = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64');
  }

  /** Opens what `seal` sealed. Throws if it was altered or sealed under another key. */
  open<Value>(sealed: string): Value {
    const bytes = Buffer.from(sealed, 'base64');
    const decipher = createDecipheriv('aes-256-gcm', this.sealKey, bytes.subarray(0, 12));
    decipher.setAuthTag(bytes.subarray(12, 28));
    return JSON.parse(Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8')) as Value;
  }

  private mac(body: Buffer): Buffer {
    return createHmac('sha256', this.refreshKey).update(body).digest();
  }
}

function derive(privateKey: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', privateKey, '', purpose, 32));
}
