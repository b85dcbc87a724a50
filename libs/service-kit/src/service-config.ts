import type { ServiceName } from '#contracts/events.js';

/** Where warnings come from besides the pages: a watched folder, and feeds that are polled every so many seconds. */
export type WarningSettings = { folder: string | null; feeds: readonly string[]; feedSeconds: number };

/** A bucket of a server that speaks the S3 API. `prefix` stands in front of every key. */
export type BucketSettings = { endpoint: string; region: string; bucket: string; prefix: string; accessKey: string; secretKey: string };

/** Where evidence is kept: a folder that every process of dispatch sees, or a bucket. */
export type EvidenceSettings = { folder: string } | { bucket: BucketSettings };

/** What a service module is told when it is composed. Secrets come from the process (data folder or environment), never from code. */
export type ServiceConfig = {
  name: ServiceName;
  /** PostgreSQL URL with the service's own login role. */
  databaseUrl: string;
  /** PostgreSQL URL of `muster_audit`, for the reconciliation alone. */
  auditDatabaseUrl: string;
  /** SPKI PEM of the key that access tokens are verified with. */
  publicKey: string;
  /** PKCS#8 PEM of the signing key; only directory gets it. */
  privateKey?: string;
  /** A demo has accounts with printed passwords, binds 127.0.0.1, and may let the city come online by itself. */
  demo: boolean;
  /** Where the demo's city finds the platform (the gateway), if it is not the process that is asked. */
  platformUrl?: string;
  /** Only intake needs it. */
  warnings?: WarningSettings;
  /** Only dispatch needs it. */
  evidence?: EvidenceSettings;
};

/** Injection token of `ServiceConfig`. */
export const SERVICE_CONFIG = Symbol('SERVICE_CONFIG');
