// npm start, npm run start:cluster, npm run simulate and the others: from a bare checkout to a running city, in one process or as many. Node built-ins only, because nothing else is installed yet.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { fail, requireNode, root } from './preflight.mjs';

requireNode();
await ensureInstalled();
await ensureBuilt();

const programs = {
  cluster: 'cluster/src/main.js',
  setup: 'setup/src/main.js',
  topics: 'setup/src/topics.main.js',
  backup: 'setup/src/backup/main.js',
  restore: 'setup/src/backup/restore.main.js',
  rejoin: 'setup/src/backup/rejoin.main.js',
  faults: 'cluster/src/faults/main.js',
  simulate: 'simulate/src/main.js',
  bench: 'bench/src/main.js',
  'bench-compose': 'plan/src/bench/compose.main.js',
};
const main = path.join(root, 'dist/apps', programs[process.argv[2]] ?? 'standalone/src/main.js');
if (!existsSync(main)) fail(`构建结果中缺少 ${main}。`, `The build did not make ${main}.`);
process.setSourceMapsEnabled(true);
// A data folder that was named is meant from where the command was given; the usual one lies in the checkout.
if (process.env.MUSTER_DATA) process.env.MUSTER_DATA = path.resolve(process.env.MUSTER_DATA);
process.chdir(root);
// In this very process: signals, exit code and terminal are the server's own, and no parent can die and leave it behind.
await import(pathToFileURL(main).href);
