import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { coordinatesOf, fileOf } from './kafka-artefacts.js';
import type { Artefact } from './kafka-artefacts.js';

const copy = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies';

/**
 * Lets the machine's own Maven copy the jars into the folder: it knows the mirrors and proxies of this place, and may have the jars
 * already. Answers those that it brought; what it did not bring is fetched without it.
 */
export async function copyWithMaven(maven: string, jars: readonly Artefact[], folder: string): Promise<Artefact[]> {
  const pom = path.join(folder, 'pom.xml');
  await writeFile(pom, pomOf(jars));
  await new Promise<void>((resolve) => {
    const args = ['-q', '-B', '-f', pom, copy, `-DoutputDirectory=${folder}`];
    execFile(maven, args, { cwd: folder, timeout: 600_000 }, () => resolve());
  });
  return jars.filter((jar) => existsSync(path.join(folder, fileOf(jar))));
}

/** Exactly these jars: what they themselves ask for is in the list, or is not wanted. */
function pomOf(jars: readonly Artefact[]): string {
  const dependencies = jars.map((jar) => {
    const { group, id, version } = coordinatesOf(jar);
    return `<dependency><groupId>${group}</groupId><artifactId>${id}</artifactId><version>${version}</version>
      <exclusions><exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion></exclusions></dependency>`;
  });
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion><groupId>muster</groupId><artifactId>kafka</artifactId><version>1</version>
  <dependencies>
    ${dependencies.join('\n    ')}
  </dependencies>
</project>
`;
}
