import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import type { ScryptOptions } from 'node:crypto';

/** Cost 2^16 with blocks of 1 KB: about 0.2 s and 64 MB a password on the machines of 2026. */
export const strongCost = 16;

/** A hash that no password has (random key), compared with where a login is unknown, so that both answers take the same time. */
export const nobodysHash = 'scrypt$16$8$1$3lql0_MXjwvX2l6OXT2lkQ$Yt39LlyXXzYRu4bjjIbK7tPbdrJglAZvm8hFQNh-Z0I';

const blockSize = 8;
const parallel = 1;
const keyLength = 32;
const atOnce = 2;

/** Hashes a password with scrypt; the parameters travel in the hash, so that the cost can grow later. Never blocks the event loop. */
export async function hashPassword(password: string, cost = strongCost): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, keyLength, optionsOf(cost, blockSize, parallel));
  return ['scrypt', cost, blockSize, parallel, salt.toString('base64url'), key.toString('base64url')].join('$');
}

/** Whether the password fits the hash, compared in constant time. Throws on a hash that is not ours: that is a bug, not a wrong password. */
export async function verifyPassword(password: string, hash: string): Promise<boolean> {
  const [scheme, cost, block, lanes, salt, expected] = hash.split('$');
  if (scheme !== 'scrypt' || !salt || !expected) throw new Error('a stored password hash has an unknown format');
  const wanted = Buffer.from(expected, 'base64url');
  const options = optionsOf(Number(cost), Number(block), Number(lanes));
  return timingSafeEqual(await derive(password, Buffer.from(salt, 'base64url'), wanted.length, options), wanted);
}

/** Two hashes at once and the rest in line: each takes 64 MB, and the thread pool has other work. */
const line: (() => void)[] = [];
let running = 0;

async function derive(password: string, salt: Buffer, length: number, options: ScryptOptions): Promise<Buffer> {
  if (running >= atOnce) await new Promise<void>((go) => line.push(go));
  else running += 1;
  try {
    return await new Promise<Buffer>((resolve, reject) =>
      scrypt(password.normalize('NFC'), salt, length, options, (error, key) => (error ? reject(error) : resolve(key))),
    );
  } finally {
    const next = line.shift();
    if (next) next();
    else running -= 1;
  }
}

function optionsOf(cost: number, block: number, lanes: number): ScryptOptions {
  const N = 2 ** cost;
  return { N, r: block, p: lanes, maxmem: 256 * N * block * lanes };
}
