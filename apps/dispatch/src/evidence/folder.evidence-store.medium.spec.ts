import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeEvidenceStore } from './evidence-store.contract.js';
import { FolderEvidenceStore } from './folder.evidence-store.js';

describeEvidenceStore('a folder', async () => {
  const parent = mkdtempSync(join(tmpdir(), 'muster-evidence-'));
  // It is made by whoever needs it first.
  const folder = join(parent, 'evidence');
  return {
    store: new FolderEvidenceStore(folder),
    raw: async () =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => statSync(join(folder, name)).isFile())
        .sort(),
    close: async () => rmSync(parent, { recursive: true }),
  };
});
