import { importPKCS8, importSPKI, jwtVerify, SignJWT } from 'jose';
import type { CryptoKey } from 'jose';
import type { SessionClaims } from '#contracts/access.js';
import { sessionClaims } from '#contracts/access.js';

/** Access tokens live this long; they are renewed in band. */
export const accessTokenSeconds = 600;

const issuer = 'muster';
const algorithm = 'EdDSA';
const keys = new Map<string, Promise<CryptoKey>>();

/** A session as a token says it, with the moment (epoch seconds) at which the token ends. */
export type VerifiedSession = SessionClaims & { expiresAt: number };

/** Signs an access token (EdDSA). Only directory holds the private key. `now` is the service's clock. */
export async function signAccessToken(privateKey: string, claims: SessionClaims, now: Date): Promise<string> {
  const issuedAt = Math.floor(now.getTime() / 1000);
  return new SignJWT({ ...claims })
    .setProtectedHeader({ alg: algorithm })
    .setIssuer(issuer)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + accessTokenSeconds)
    .sign(await keyOf(privateKey, importPKCS8));
}

/** Verifies an access token and answers its session, or null if it is not ours, malformed or expired at `now`. */
export async function verifyAccessToken(publicKey: string, token: string, now: Date): Promise<VerifiedSession | null> {
  try {
    const { payload } = await jwtVerify(token, await keyOf(publicKey, importSPKI), { issuer, algorithms: [algorithm], currentDate: now });
    const claims = sessionClaims.safeParse(payload);
    return claims.success && payload.exp !== undefined ? { ...claims.data, expiresAt: payload.exp } : null;
  } catch {
    return null;
  }
}

function keyOf(pem: string, load: (pem: string, algorithm: string) => Promise<CryptoKey>): Promise<CryptoKey> {
  let key = keys.get(pem);
  if (!key) keys.set(pem, (key = load(pem, algorithm)));
  return key;
}
