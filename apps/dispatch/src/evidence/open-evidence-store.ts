import type { EvidenceSettings } from '#service-kit/service-config.js';
import type { EvidenceStore } from './evidence-store.js';
import { FolderEvidenceStore } from './folder.evidence-store.js';
import { S3EvidenceStore } from './s3.evidence-store.js';

/** The store of evidence that the settings ask for. Throws where they say nothing: evidence must not lie somewhere by chance. */
export function openEvidenceStore(settings: EvidenceSettings | undefined): EvidenceStore {
  if (!settings) throw new Error('dispatch was not told where evidence is kept');
  return 'folder' in settings ? new FolderEvidenceStore(settings.folder) : new S3EvidenceStore(settings.bucket);
}
