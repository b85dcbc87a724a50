import { largestEvidenceBytes, type Evidence } from '#contracts/evidence.js';

/** What a file will be called as evidence, from what the browser believes it is; the server reads the content itself. */
export function kindOfFile(mediaType: string): Evidence['kind'] {
  if (mediaType.startsWith('image/')) return 'photo';
  return mediaType.startsWith('audio/') ? 'voice' : 'file';
}

/** Why a file need not even be sent, or null. */
export function refusedFile(file: { size: number }): 'empty' | 'large' | null {
  if (file.size === 0) return 'empty';
  return file.size > largestEvidenceBytes ? 'large' : null;
}

/** `1.9 MB`, `340 kB`; never 0. */
export function sizeText(bytes: number): string {
  if (bytes >= 1_000_000) return `${(bytes / 1_000_000).toFixed(1)} MB`;
  return `${Math.max(1, Math.round(bytes / 1000))} kB`;
}
