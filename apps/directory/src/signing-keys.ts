import { generateKeyPairSync } from 'node:crypto';

/** A key pair for access tokens. The private key belongs to the directory alone; the public one to every service. */
export type SigningKeys = { publicKey: string; privateKey: string };

/** Makes a new Ed25519 key pair: SPKI and PKCS#8 PEM. Whoever replaces the keys signs everybody out. */
export function makeSigningKeys(): SigningKeys {
  const pair = generateKeyPairSync('ed25519');
  return {
    publicKey: pair.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    privateKey: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}
