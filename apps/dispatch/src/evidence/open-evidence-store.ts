import type { EvidenceSettings } from '#service-kit/service-config.js';
import type { EvidenceStore } from './evidence-store.js';
import { FolderEvidenceStore } from './folder.evidence-store.js';

/**
 * The store of evidence that the settings ask for. Throws where they say nothing: evidence must not lie somewhere by chance. What speaks S3 is
 * loaded by those alone who need it.
 */
export async function openEvidenceStore(settings: EvidenceSettings | undefined): Promise<EvidenceStore> {
  if (!settings) throw new Error('dispatch was not told where evidence is kept');
  if ('folder' in settings) return new FolderEvidenceStore(settings.folder);
  const { S3EvidenceStore } = await import('./s3.evidence-store.js');
  return new S3EvidenceStore(settings.bucket);
}
