import type pg from 'pg';
import { readLibrary } from '#plan/library/plan-library.files.js';
import { publishLibrary } from '#plan/library/publish.service.js';
import { openDatabase } from '#service-kit/database.module.js';
import { urlAs } from '#service-kit/migrate.js';
import { secretsOf } from '#setup/secrets.js';
import { databaseUrl } from '../ground.js';
import type { Subject } from '../options.js';
import { benchCategory, benchLevel, benchPlan } from './bench-plan.rules.js';
import type { Scenario } from './response.js';
import { epochMs } from '../wall-time.js';

/** The typhoon of the drill script over the whole model city, at Ⅲ, with the library's own plans. */
const typhoon = { category: '11B01', level: 'III' } as const;

/** What is clicked on: in the model city the library's plans as they are, in a county the plan of the bench, published as any other. */
export async function chooseScenario(subject: Subject, database: pg.Pool, dataFolder: string): Promise<Scenario> {
  const idsOf = async (kind: string): Promise<string[]> =>
    (await database.query<{ id: string }>('SELECT id FROM directory_read.org WHERE kind = $1 ORDER BY sort, id', [kind])).rows.map(
      ({ id }) => id,
    );
  const unitIds = await idsOf('area-unit');
  if (subject.city) return { ...typhoon, unitIds };
  const overall = readLibrary().plans.find((plan) => plan.kind === 'overall')!;
  const plan = await openDatabase(urlAs(databaseUrl(dataFolder), 'plan', secretsOf(dataFolder).rolePasswords.plan!), 'muster-bench', [], 1);
  try {
    await publishLibrary(plan, { now: new Date(epochMs()), unitIds, plans: [benchPlan(overall, await idsOf('department'))] });
  } finally {
    await plan.destroy();
  }
  return { category: benchCategory, level: benchLevel, unitIds };
}
