import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { services } from '#contracts/events.js';
import type { ServiceName } from '#contracts/events.js';
import type { Prepared } from './prepare.js';

/** What a service alone may know: its own login role; the auditor's if it reconciles; the signing key if it signs. Names are those of its environment. */
export function settingsOf(service: ServiceName, { secrets, urlOf }: Prepared): Record<string, string> {
  return {
    DATABASE_URL: urlOf(service),
    ...(service === 'plan' ? { AUDIT_DATABASE_URL: urlOf('audit') } : {}),
    SESSION_PUBLIC_KEY: secrets.publicKey,
    ...(service === 'directory' ? { SESSION_PRIVATE_KEY: secrets.privateKey } : {}),
  };
}

/** Writes a folder of settings per service, one file each, to be mounted where that service reads `NAME_FILE`. Nobody else may look. */
export function writeSettings(folder: string, prepared: Prepared): void {
  for (const service of services) {
    const own = join(folder, service);
    mkdirSync(own, { recursive: true, mode: 0o700 });
    for (const [name, value] of Object.entries(settingsOf(service, prepared))) {
      writeFileSync(join(own, `${name}.new`), `${value}\n`, { mode: 0o600 });
      renameSync(join(own, `${name}.new`), join(own, name));
    }
  }
}
