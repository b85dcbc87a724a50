import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** One jar of a program that is fetched, pinned. */
export type Artefact = { artefact: string; bytes: number; sha256: string };

/** The folders that hold the data, seen from the sources and from the build. */
const folders = [path.join(import.meta.dirname, '../data'), path.join(import.meta.dirname, '../../../../libs/local-services/data')];

/** A program that is fetched: what it is called, and all its jars. */
export type Pinned = { name: 'Kafka' | 'S3Proxy'; version: string; jars: Artefact[] };

/** Kafka's version and all its jars, as pinned in `kafka-artefacts.json`. */
export function kafkaArtefacts(): Pinned {
  return { name: 'Kafka', ...pinnedIn('kafka-artefacts.json') };
}

/** S3Proxy, a server that speaks the S3 API over a folder, as pinned in `s3proxy-artefacts.json`. */
export function s3ProxyArtefacts(): Pinned {
  return { name: 'S3Proxy', ...pinnedIn('s3proxy-artefacts.json') };
}

function pinnedIn(name: string): { version: string; jars: Artefact[] } {
  const file = folders.map((folder) => path.join(folder, name)).find(existsSync);
  if (!file) throw new Error(`data file missing: libs/local-services/data/${name}`);
  return JSON.parse(readFileSync(file, 'utf8')) as { version: string; jars: Artefact[] };
}

/** The parts of its Maven name: group, id and version. */
export function coordinatesOf({ artefact }: Artefact): { group: string; id: string; version: string } {
  const [group = '', id = '', version = ''] = artefact.split(':');
  return { group, id, version };
}

/** The name of its file. */
export function fileOf(jar: Artefact): string {
  const { id, version } = coordinatesOf(jar);
  return `${id}-${version}.jar`;
}

/** Its path in a Maven repository. */
export function pathInRepository(jar: Artefact): string {
  const { group, id, version } = coordinatesOf(jar);
  return `${group.replaceAll('.', '/')}/${id}/${version}/${fileOf(jar)}`;
}
