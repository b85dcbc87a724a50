import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** The checkout. */
export const root = path.resolve(import.meta.dirname, '../..');

/** Every document for readers, by its path in the checkout. */
export const documents = ['README.md', 'README.zh-CN.md', ...readdirSync(path.join(root, 'docs')).filter((name) => name.endsWith('.md'))]
  .map((name) => (name.startsWith('README') ? name : `docs/${name}`))
  .sort();

/** The text of a document. */
export function textOf(document: string): string {
  return readFileSync(path.join(root, document), 'utf8');
}

/** The blocks of a document that a reader types into a shell, as lists of commands without their remarks. */
export function shellBlocks(document: string): string[][] {
  return [...textOf(document).matchAll(/^( *)```sh\n([\s\S]*?)^\1```/gm)].map(([, , body]) =>
    body!
      .split('\n')
      .map((line) => line.replace(/ {2,}#.*$/, '').trim())
      .filter(Boolean),
  );
}

/** The text without its blocks of code. */
export function proseOf(document: string): string {
  return textOf(document).replace(/^( *)```[\s\S]*?^\1```/gm, '');
}

/**
 * What proves a command. `run`: deploy/docs-commands.scenario.spec.ts runs it as it stands. `by`: the test that runs the same program. `system`: a program of the
 * operating system, about our files, which must exist.
 */
export type Proof = { run: true } | { by: string } | { system: string[] };

/** Every command that the documents may name. A command that fits none of these is not proven, and fails. */
export const proofs: readonly (readonly [RegExp, Proof])[] = [
  [/^npm start$/, { run: true }],
  [/^(MUSTER_DATA=\S+ )?npm run (backup -- --to|restore -- --from) \S+$/, { run: true }],
  [/^MUSTER_DATA=\S+ PORT=3001 npm start$/, { run: true }],
  [/^curl -s http:\/\/localhost:3000\/(health\/ready|health\/live|metrics)$/, { run: true }],
  [/^export MUSTER_(LOGIN|PASSWORD)=\S+$/, { run: true }],
  [/^node deploy\/device-links\.mjs( --public \S+)?( --org \d+)?( > links\.csv)?$/, { run: true }],
  [/^node deploy\/build-only\.mjs$/, { run: true }],
  [/^tar czf \.\.\/muster\.tgz --exclude=\.\/data --exclude=\.\/\.git \.$/, { run: true }],
  [/^sudo mkdir -p \/opt\/muster$/, { run: true }],
  [/^sudo tar xzf muster\.tgz -C \/opt\/muster$/, { run: true }],
  [/^sudo cp deploy\/muster\.service \/etc\/systemd\/system\/$/, { run: true }],
  [/^npm ci --omit=dev$/, { by: 'deploy/install.mjs' }],
  [/^sudo (useradd|systemctl) .*\bmuster$|^sudo systemctl daemon-reload$/, { system: ['deploy/muster.service'] }],
  [/^npm run simulate$/, { by: 'apps/standalone/src/simulate.scenario.spec.ts' }],
  [/^npm run simulate -- --story whistles( --json \S+)?$/, { by: 'apps/standalone/src/simulate-whistles.scenario.spec.ts' }],
  [/^npm run bench(:compose| -- --points [\d,]+( --city)?)( (-- )?--json \S+)?$/, { by: 'apps/bench/src/bench.scenario.spec.ts' }],
  [/^npm run bench -- --whistles \d+( --json \S+)?$/, { by: 'apps/bench/src/bench.scenario.spec.ts' }],
  [/^npm run start:cluster$/, { by: 'apps/standalone/src/story.browser.spec.ts' }],
  [/^(KAFKA_PREFIX=\S+ )?npm run topics$|^npm run rejoin$/, { by: 'apps/cluster/src/rejoin.cluster.spec.ts' }],
  [/^npm run generate$/, { by: 'deploy/check.mjs' }],
  [/^npm test$/, { by: 'deploy/test.mjs' }],
  [/^npm run check$/, { by: 'deploy/check.mjs' }],
  [/^npm run test:(unit|medium|scenario) -- [\w.]+$/, { by: 'jest.config.js' }],
  [/^npm run pictures$/, { by: 'deploy/pictures.mjs' }],
  [/^docker compose (up --build --wait|logs setup)$/, { by: 'deploy/compose.spec.ts' }],
];

/** What proves this command; undefined if nothing does. */
export function proofOf(command: string): Proof | undefined {
  return proofs.find(([pattern]) => pattern.test(command))?.[1];
}
