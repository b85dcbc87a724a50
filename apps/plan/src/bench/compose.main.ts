import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { OrgKind } from '#contracts/org.js';
import { composeActivation } from '../activation/compose.rules.js';
import { libraryFolder, readLibrary } from '../library/plan-library.files.js';
import type { TownPattern } from './county.rules.js';
import { countyOf } from './county.rules.js';
import type { Timed } from './timing.rules.js';
import { growthOf, linearUpTo, resultOf, tableOf } from './timing.rules.js';

const sizes = [300, 3_000, 22_000, 100_000];
const times = 5;

// Composes a typhoon at Ⅲ over counties of growing size, five times each, and says whether the cost of an org stays the same.
const { values } = parseArgs({
  args: process.argv.slice(process.argv[2] === 'bench-compose' ? 3 : 2),
  options: { json: { type: 'string' } },
});
const pattern = JSON.parse(readFileSync(join(libraryFolder(), '../test-data/real-city.json'), 'utf8')) as TownPattern & {
  posts: Record<string, OrgKind>;
};
const orgKindOfPost = new Map(Object.entries(pattern.posts));
const results = sizes.map((size) => resultOf(timed(size)));
const growth = growthOf(results);
process.stdout.write(
  `${tableOf(results)}\n\n${growth.linear ? 'linear' : 'NOT linear'}: an org costs at most ${growth.ratio.toFixed(2)} times as much at one size as at another (linear: up to ${linearUpTo})\n`,
);
if (values.json) {
  const machine = { node: process.version, processors: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}` };
  writeFileSync(values.json, `${JSON.stringify({ results, ...growth, machine }, null, 2)}\n`);
}

/** Once unmeasured, so that nobody pays for the first time; then `times` times. */
function timed(size: number): Timed {
  const county = countyOf(size, pattern, readLibrary().plans);
  const ms: number[] = [];
  let rows = 0;
  for (let nth = 0; nth <= times; nth += 1) {
    let last = 0;
    const begun = performance.now();
    const decision = composeActivation(
      { incident: { category: '11B01', hasHappened: false, sceneOrgId: null }, level: 'III', reports: [], orgKindOfPost, ...county },
      () => `row-${++last}`,
    );
    if (nth > 0) ms.push(performance.now() - begun);
    if (!decision.ok) throw new Error(decision.refusal);
    rows = last;
  }
  return { orgs: size, rows, ms };
}
