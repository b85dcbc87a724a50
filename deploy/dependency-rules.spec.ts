import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');

/** A violation of each dependency rule: the file that commits it, its import, and the rule that has to bite. */
const planted: [rule: string, file: string, imports: string][] = [
  ['rules-are-pure', 'apps/dispatch/src/task/one.rules.ts', './task.service.js'],
  ['rules-are-pure', 'apps/dispatch/src/task/two.rules.ts', './task.entity.js'],
  ['rules-are-pure', 'apps/dispatch/src/task/three.rules.ts', '@nestjs/common'],
  ['rules-are-pure', 'apps/dispatch/src/task/four.rules.ts', 'typeorm'],
  ['rules-are-pure', 'apps/dispatch/src/task/five.rules.ts', './task.controller.js'],
  ['rules-do-no-input-or-output', 'apps/dispatch/src/task/six.rules.ts', 'node:fs'],
  ['services-do-not-know-edges', 'apps/dispatch/src/task/one.service.ts', './task.controller.js'],
  ['services-do-not-know-edges', 'apps/dispatch/src/task/two.service.ts', './task.gateway.js'],
  ['edges-do-not-touch-entities', 'apps/dispatch/src/task/one.controller.ts', './task.entity.js'],
  ['edges-do-not-touch-entities', 'apps/dispatch/src/task/one.consumer.ts', './task.entity.js'],
  ['edges-do-not-touch-entities', 'apps/dispatch/src/task/one.jobs.ts', './task.entity.js'],
  ['edges-do-not-touch-entities', 'apps/dispatch/src/task/one.gateway.ts', './task.entity.js'],
  ['entities-have-no-behaviour', 'apps/dispatch/src/task/one.entity.ts', './task.service.js'],
  ['libs-do-not-import-apps', 'libs/messaging/src/one.ts', '#dispatch/task/task.service.js'],
  ['contracts-import-only-zod', 'libs/contracts/src/one.ts', '#messaging/ports.js'],
  ['contracts-import-only-zod', 'libs/contracts/src/two.ts', 'typeorm'],
  ['apps-do-not-import-each-other', 'apps/plan/src/one.service.ts', '#dispatch/task/task.service.js'],
  ['apps-do-not-import-each-other', 'apps/plan/src/two.ts', '../../dispatch/src/dispatch.module.js'],
  ['composers-see-what-is-offered', 'apps/standalone/src/one.ts', '#dispatch/task/task.service.js'],
  ['pages-import-contracts-only', 'apps/web/src/one.ts', '#messaging/ports.js'],
  ['testing-is-for-tests', 'apps/dispatch/src/task/three.service.ts', '#testing/database.js'],
  ['kafka-in-one-folder', 'libs/messaging/src/six.ts', 'kafkajs'],
  ['no-cycles', 'apps/dispatch/src/task/ring-one.ts', './ring-two.js'],
  ['nothing-unresolvable', 'apps/dispatch/src/task/four.service.ts', './nowhere.js'],
  ['only-declared-packages', 'apps/dispatch/src/task/five.service.ts', 'jest'],
];

/** What is allowed: none of these may be reported. */
const allowed: [file: string, imports: string][] = [
  ['apps/dispatch/src/task/task.controller.ts', './task.service.js'],
  ['apps/dispatch/src/task/task.gateway.ts', './task.service.js'],
  ['apps/dispatch/src/task/task.service.ts', './task.rules.js'],
  ['apps/dispatch/src/task/clean.service.ts', './task.entity.js'],
  ['apps/dispatch/src/task/task.rules.ts', '#contracts/ids.js'],
  ['apps/dispatch/src/task/clean.rules.ts', 'node:crypto'],
  ['apps/dispatch/src/task/task.entity.ts', 'typeorm'],
  ['apps/dispatch/src/dispatch.module.ts', './task/task.controller.js'],
  ['apps/standalone/src/all-services.ts', '#dispatch/dispatch.module.js'],
  ['apps/dispatch/src/task/task.service.spec.ts', '#testing/database.js'],
  ['apps/web/src/clean.ts', '#contracts/ids.js'],
  ['libs/contracts/src/ids.ts', 'zod'],
  ['libs/messaging/src/ports.ts', '#contracts/ids.js'],
  ['libs/testing/src/database.ts', '#messaging/ports.js'],
  ['libs/messaging/src/kafka/one.ts', 'kafkajs'],
  ['apps/dispatch/src/task/ring-two.ts', './ring-one.js'],
];

type Cruise = { summary: { violations: { rule: { name: string }; from: string; to: string }[] } };

describe('dependency rules', () => {
  let folder: string;
  let found: Set<string>;

  beforeAll(() => {
    folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'muster-planted-')));
    for (const [, file, imports] of planted) plant(file, `import '${imports}';\n`);
    for (const [file, imports] of allowed) plant(file, `import '${imports}';\n`);
    for (const name of ['zod', 'typeorm', 'jest', 'kafkajs', '@nestjs/common']) {
      plant(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }));
      plant(`node_modules/${name}/index.js`, '');
    }
    const dependencies = { zod: '1', typeorm: '1', kafkajs: '1', '@nestjs/common': '1' };
    plant('package.json', JSON.stringify({ name: 'planted', type: 'module', dependencies, devDependencies: { jest: '1' } }));
    const cruise = spawnSync(
      process.execPath,
      [
        path.join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'),
        ...['--config', path.join(root, '.dependency-cruiser.cjs')],
        ...['--output-type', 'json', 'apps', 'libs'],
      ],
      { cwd: folder, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
    );
    const { summary } = JSON.parse(cruise.stdout) as Cruise;
    found = new Set(summary.violations.map(({ rule, from }) => `${rule.name} ${from}`));
  }, 60_000);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function plant(file: string, text: string): void {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }

  it.each(planted)('%s catches %s', (rule, file) => {
    expect([...found]).toContain(`${rule} ${file}`);
  });

  it('lets pass what is allowed', () => {
    const innocent = allowed.map(([file]) => file).filter((file) => !file.includes('/ring-'));
    expect([...found].filter((line) => innocent.some((file) => line.endsWith(` ${file}`)))).toEqual([]);
  });

  it('has a planted violation for each rule', async () => {
    const { default: config } = (await import(path.join(root, '.dependency-cruiser.cjs'))) as {
      default: { forbidden: { name: string }[] };
    };
    expect(new Set(planted.map(([rule]) => rule))).toEqual(new Set(config.forbidden.map(({ name }) => name)));
  });
});
