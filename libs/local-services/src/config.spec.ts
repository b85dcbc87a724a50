import { homedir } from 'node:os';
import path from 'node:path';
import { readLocalServicesConfig } from './config.js';

describe('readLocalServicesConfig', () => {
  it('takes Maven Central and the cache of the user when it is told nothing', () => {
    expect(readLocalServicesConfig({ PATH: '/usr/bin:relative:/bin' })).toEqual({
      mavenUrl: 'https://repo1.maven.org/maven2',
      mavenUrlIsGiven: false,
      cacheFolder: path.join(homedir(), '.cache/muster'),
      programFolders: ['/usr/bin', '/bin'],
    });
  });

  it('takes what it is told, and JAVA_HOME before PATH', () => {
    const told = { MUSTER_MAVEN_URL: 'https://mirror.example/maven/', XDG_CACHE_HOME: '/var/cache', JAVA_HOME: '/opt/java', PATH: '/bin' };
    expect(readLocalServicesConfig(told)).toEqual({
      mavenUrl: 'https://mirror.example/maven',
      mavenUrlIsGiven: true,
      cacheFolder: '/var/cache/muster',
      programFolders: ['/opt/java/bin', '/bin'],
    });
  });
});
