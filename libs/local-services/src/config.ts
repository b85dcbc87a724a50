import { homedir } from 'node:os';
import path from 'node:path';

/** Where the programs of local services come from and where what was fetched for them is kept. */
export type LocalServicesConfig = {
  /** The Maven repository that serves Kafka. */
  mavenUrl: string;
  /** Whether somebody named that repository: then the machine's own Maven is not asked. */
  mavenUrlIsGiven: boolean;
  /** What can be fetched again lies here. */
  cacheFolder: string;
  /** Where programs are looked for, in this order. */
  programFolders: string[];
};

/** Reads the environment: MUSTER_MAVEN_URL, XDG_CACHE_HOME, JAVA_HOME and PATH. */
export function readLocalServicesConfig(variables: NodeJS.ProcessEnv = process.env): LocalServicesConfig {
  const { MUSTER_MAVEN_URL: mavenUrl, XDG_CACHE_HOME: cache, JAVA_HOME: javaHome, PATH: programs = '' } = variables;
  return {
    mavenUrl: (mavenUrl || 'https://repo1.maven.org/maven2').replace(/\/+$/, ''),
    mavenUrlIsGiven: Boolean(mavenUrl),
    cacheFolder: path.join(cache && path.isAbsolute(cache) ? cache : path.join(homedir(), '.cache'), 'muster'),
    programFolders: [...(javaHome ? [path.join(javaHome, 'bin')] : []), ...programs.split(path.delimiter).filter(path.isAbsolute)],
  };
}
