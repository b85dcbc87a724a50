import { findChromium } from './libs/testing/jest/chromium.mjs';
import { swcOptions } from './libs/testing/jest/swc-options.mjs';

// Browser tests are told by their environment which browser to use.
const chromium = findChromium();
if (chromium) process.env.CHROMIUM_PATH = chromium;

/** What every kind of test shares: they run from the TypeScript sources, without a build. */
const shared = {
  rootDir: import.meta.dirname,
  roots: ['<rootDir>/apps', '<rootDir>/libs', '<rootDir>/deploy'],
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json', 'node'],
  resolver: '<rootDir>/libs/testing/jest/resolver.cjs',
  transform: { '\\.ts$': ['@swc/jest', swcOptions] },
};

/** Those that need a server get the run's own PostgreSQL: see libs/testing/src/database.ts. */
const withDatabase = {
  globalSetup: '<rootDir>/libs/testing/jest/global-setup.mjs',
  globalTeardown: '<rootDir>/libs/testing/jest/global-teardown.mjs',
};

/** Those of the cluster get a Kafka and a Redis of the run's own besides. */
const withCluster = {
  globalSetup: '<rootDir>/libs/testing/jest/cluster-setup.mjs',
  globalTeardown: '<rootDir>/libs/testing/jest/cluster-teardown.mjs',
};

export default {
  maxWorkers: 2,
  coverageProvider: 'babel',
  testSequencer: '<rootDir>/libs/testing/jest/longest-first.mjs',
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testRegex: ['/[^/.]+(\\.(?!medium|scenario|cluster|browser)[^/.]+)*\\.spec\\.ts$'],
    },
    {
      ...shared,
      ...withDatabase,
      displayName: 'medium',
      testRegex: ['\\.medium\\.spec\\.ts$'],
      setupFilesAfterEnv: ['<rootDir>/libs/testing/jest/medium-timeout.mjs'],
    },
    {
      ...shared,
      ...withDatabase,
      displayName: 'scenario',
      testRegex: ['\\.scenario\\.spec\\.ts$'],
      setupFilesAfterEnv: ['<rootDir>/libs/testing/jest/scenario-timeout.mjs'],
    },
    {
      ...shared,
      ...withCluster,
      displayName: 'cluster',
      testRegex: ['\\.cluster\\.spec\\.ts$'],
      setupFilesAfterEnv: ['<rootDir>/libs/testing/jest/scenario-timeout.mjs'],
    },
    {
      ...shared,
      ...withDatabase,
      displayName: 'browser',
      testRegex: ['\\.browser\\.spec\\.ts$'],
      setupFilesAfterEnv: ['<rootDir>/libs/testing/jest/scenario-timeout.mjs'],
    },
  ],
};
