// Finds TypeScript sources where an import names the JavaScript that they are built to, so that tests run without a build:
// `#contracts/ids.js` is mapped by package.json "imports" to dist/libs/contracts/src/ids.js, whose source is libs/contracts/src/ids.ts.
const { existsSync, readFileSync } = require('node:fs');
const path = require('node:path');

const root = path.resolve(__dirname, '../../..');
const aliases = Object.entries(JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')).imports).map(([from, to]) => ({
  prefix: from.slice(0, from.indexOf('*')),
  folder: path.join(root, to.slice(0, to.indexOf('*')).replace('./dist/', './')),
}));

/** The TypeScript file that a `.js` import means; undefined if it means something else. */
function sourceOf(request, folder) {
  if (!request.endsWith('.js')) return undefined;
  const alias = aliases.find(({ prefix }) => request.startsWith(prefix));
  if (alias) return path.join(alias.folder, `${request.slice(alias.prefix.length, -'.js'.length)}.ts`);
  if (!request.startsWith('.') || folder.includes(`${path.sep}node_modules`)) return undefined;
  const file = path.resolve(folder, `${request.slice(0, -'.js'.length)}.ts`);
  return existsSync(file) ? file : undefined;
}

module.exports = (request, options) => sourceOf(request, options.basedir) ?? options.defaultResolver(request, options);
module.exports.sourceOf = sourceOf;
