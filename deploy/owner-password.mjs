// Makes the password of the database's owner in a folder, once. Readable for the database's own user, which is another than ours.
import { randomBytes } from 'node:crypto';
import { existsSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const file = path.join(process.argv[2], 'owner-password');
if (!existsSync(file)) {
  writeFileSync(`${file}.new`, randomBytes(32).toString('hex'), { mode: 0o644 });
  renameSync(`${file}.new`, file);
}
