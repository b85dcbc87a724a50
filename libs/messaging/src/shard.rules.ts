import { createHash } from 'node:crypto';
import { shardCount } from './ports.js';

/** The shard of a key, by its SHA-256: it is stored with every event and must never change. */
export function shardOf(key: string): number {
  return digestOf(key).readUInt32BE() % shardCount;
}

/** A number for PostgreSQL's advisory locks, the same in every process. */
export function lockNumber(name: string): number {
  return digestOf(name).readInt32BE();
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest();
}
