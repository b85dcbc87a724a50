import { join, resolve } from 'node:path';
import { z } from 'zod';
import { parseEnvironment } from '#process/environment.js';
import { evidenceEnvironment, evidenceSettingsOf } from '#process/evidence-settings.js';
import { warningEnvironment, warningSettingsOf } from '#process/warning-settings.js';
import type { EvidenceSettings, WarningSettings } from '#service-kit/service-config.js';

const environment = warningEnvironment.extend({
  ...evidenceEnvironment.shape,
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  MUSTER_DATA: z.string().min(1).default('data'),
  MUSTER_HOST: z.string().min(1).default('127.0.0.1'),
  /** A demo prints accounts; production (`false`) seeds orgs and one administrator only. */
  MUSTER_DEMO: z.enum(['true', 'false']).default('true'),
  MUSTER_POINTS: z.coerce.number().int().min(1).max(50_000).optional(),
  LANG: z.string().default(''),
});

/** What the standalone process is told by its environment and its command line. */
export type StandaloneConfig = {
  port: number;
  host: string;
  dataFolder: string;
  demo: boolean;
  points: number | null;
  warnings: WarningSettings;
  evidence: EvidenceSettings;
};

/** Reads the environment, once; the only place that does. `--points N` asks for a synthetic county instead of the model city. */
export function readConfig(
  arguments_: readonly string[] = process.argv.slice(2),
  variables: NodeJS.ProcessEnv = process.env,
): StandaloneConfig {
  const points = pointsOf(arguments_);
  const given = points === undefined ? variables : { ...variables, MUSTER_POINTS: points };
  const settings = parseEnvironment(environment, given);
  const dataFolder = resolve(settings.MUSTER_DATA);
  return {
    port: settings.PORT,
    host: settings.MUSTER_HOST,
    dataFolder,
    demo: settings.MUSTER_DEMO === 'true',
    points: settings.MUSTER_POINTS ?? null,
    warnings: warningSettingsOf(settings),
    // In the data folder it goes with every backup.
    evidence: evidenceSettingsOf(settings) ?? { folder: join(dataFolder, 'evidence') },
  };
}

function pointsOf(arguments_: readonly string[]): string | undefined {
  const at = arguments_.findIndex((argument) => argument === '--points' || argument.startsWith('--points='));
  if (at < 0) return undefined;
  return arguments_[at]!.includes('=') ? arguments_[at]!.split('=', 2)[1] : (arguments_[at + 1] ?? '');
}
