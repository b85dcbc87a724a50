import type { Readable } from 'node:stream';

/** Content that is kept, from its beginning. Whoever opens it reads it to its end or destroys it. */
export type StoredContent = { content: Readable; bytes: number };

/**
 * Where the content of evidence lies, by name. What is being received has a temporary name, what a row speaks of is kept under its SHA-256.
 * Each method answers when it is done for good: after a power cut it still holds. An outage is thrown as `Refused('unavailable')`.
 */
export abstract class EvidenceStore {
  /** Takes content as it comes. If it breaks off, nothing stays under the name. */
  abstract put(name: string, content: AsyncIterable<Buffer>): Promise<void>;
  /** Puts the same content under a second name; where that is taken already, it is the same content. */
  abstract copy(from: string, to: string): Promise<void>;
  abstract open(name: string): Promise<StoredContent | null>;
  /** Removes what is there; nothing is fine too. */
  abstract remove(name: string): Promise<void>;
  /** Every temporary name, also of content that was never received whole. */
  abstract listTemporaries(): Promise<string[]>;
}
