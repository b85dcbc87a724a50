// The layers, by suffix and direction. deploy/dependency-rules.spec.ts plants a violation of each rule and sees it caught.
const { readFileSync } = require('node:fs');
const path = require('node:path');

const edges = '\\.(controller|consumer|jobs|gateway)\\.ts$';
const tests = '\\.spec\\.ts$|/testing/|/contract/|\\.contract\\.ts$';
// What an app offers to the process that composes it: its module, migrations, first data and keys, and what only a demo may call.
const offered = [
  '\\.module\\.ts$',
  '/migrations/[^/]+\\.ts$',
  '^apps/directory/src/(seed/seed\\.[a-z]+|signing-keys|demo/demo-desk\\.service)\\.ts$',
  '^apps/plan/src/library/(publish\\.service|plan-library\\.files)\\.ts$',
].join('|');

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'rules-are-pure',
      comment: 'a rule sees types, rules and contracts; no service, edge, entity, database or framework',
      severity: 'error',
      from: { path: '\\.rules\\.ts$' },
      to: { path: '\\.(service|controller|consumer|jobs|gateway|entity|module)\\.ts$|^node_modules/(@nestjs|typeorm|pg|vue|socket\\.io)' },
    },
    {
      name: 'rules-do-no-input-or-output',
      comment: 'a rule does not read files, sockets or processes; hashing is calculation',
      severity: 'error',
      from: { path: '\\.rules\\.ts$' },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' },
    },
    {
      name: 'services-do-not-know-edges',
      comment: 'edges call services, never the other way round',
      severity: 'error',
      from: { path: '\\.(service|entity|queries)\\.ts$' },
      to: { path: edges },
    },
    {
      name: 'edges-do-not-touch-entities',
      comment: 'an edge speaks contracts; rows belong to the service',
      severity: 'error',
      from: { path: edges },
      to: { path: '\\.entity\\.ts$' },
    },
    {
      name: 'entities-have-no-behaviour',
      comment: 'an entity is a row',
      severity: 'error',
      from: { path: '\\.entity\\.ts$' },
      to: { path: '\\.(service|controller|consumer|jobs|gateway|module)\\.ts$' },
    },
    {
      name: 'libs-do-not-import-apps',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^apps/' },
    },
    {
      name: 'contracts-import-only-zod',
      comment: 'contracts are read by every app and by the pages',
      severity: 'error',
      from: { path: '^libs/contracts/', pathNot: tests },
      to: { pathNot: '^libs/contracts/|^node_modules/zod/' },
    },
    {
      name: 'apps-do-not-import-each-other',
      comment: 'apps meet in libs/contracts; only the composers put them together (below)',
      severity: 'error',
      from: { path: '^apps/([^/]+)/', pathNot: '^apps/(standalone|setup|cluster|bench)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'composers-see-what-is-offered',
      comment: 'standalone, setup, cluster and bench import what an app offers to its composer (above), never the rest of its inside',
      severity: 'error',
      from: { path: '^apps/(standalone|setup|cluster|bench)/', pathNot: tests },
      to: { path: '^apps/', pathNot: `^apps/$1/|^apps/setup/|${offered}` },
    },
    {
      name: 'pages-import-contracts-only',
      comment: 'what runs in a browser shares words with the server, not code',
      severity: 'error',
      from: { path: '^apps/web/' },
      to: { path: '^(apps|libs)/', pathNot: '^apps/web/|^libs/contracts/' },
    },
    {
      name: 'testing-is-for-tests',
      comment: 'what ships does not import what tests it',
      severity: 'error',
      from: { pathNot: `${tests}|^libs/testing/|\\.mjs$` },
      to: { path: '^libs/testing/|/testing/|\\.spec\\.ts$|\\.contract\\.ts$' },
    },
    {
      name: 'kafka-in-one-folder',
      comment: 'kafkajs is behind one folder, so that it can be replaced',
      severity: 'error',
      from: { pathNot: '^libs/messaging/src/kafka/' },
      to: { path: '^node_modules/kafkajs' },
    },
    {
      name: 'no-cycles',
      comment: 'two files that need each other are one file, or three',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'nothing-unresolvable',
      comment: 'an import that leads nowhere would escape every other rule',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '\\?|^virtual:' },
    },
    {
      name: 'only-declared-packages',
      comment: 'what runs is in dependencies of package.json',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: `${tests}|^libs/testing/|vite\\.config` },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    tsPreCompilationDeps: true,
    // The import aliases of package.json, taken to their sources.
    webpackConfig: { fileName: path.join(__dirname, 'deploy/alias.webpack.cjs'), arguments: { imports: imports() } },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};

function imports() {
  return JSON.parse(readFileSync(path.join(__dirname, 'package.json'), 'utf8')).imports;
}
