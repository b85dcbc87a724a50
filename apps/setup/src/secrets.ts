import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { makeSigningKeys } from '#directory/signing-keys.js';
import type { LoginRole } from '#service-kit/migrate.js';

const secrets = z.object({
  rolePasswords: z.record(z.string(), z.string()),
  publicKey: z.string(),
  privateKey: z.string(),
});
export type Secrets = z.infer<typeof secrets>;

/** The secrets of a data folder, made at random the first time; readable by its owner alone. */
export function secretsOf(dataFolder: string): Secrets {
  const file = join(dataFolder, 'secrets.json');
  if (existsSync(file)) return secrets.parse(JSON.parse(readFileSync(file, 'utf8')));
  const roles: LoginRole[] = ['directory', 'intake', 'plan', 'dispatch', 'notification', 'bus', 'audit'];
  const made: Secrets = {
    rolePasswords: Object.fromEntries(roles.map((role) => [role, randomBytes(24).toString('base64url')])),
    ...makeSigningKeys(),
  };
  // Written whole or not at all: a killed first start must not leave half a file.
  writeFileSync(`${file}.new`, JSON.stringify(made, null, 2), { mode: 0o600 });
  renameSync(`${file}.new`, file);
  chmodSync(file, 0o600);
  return made;
}
