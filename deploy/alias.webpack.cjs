// How dependency-cruiser finds `#contracts/ids.js`: package.json "imports" leads to dist, whose source has the same path without it.
module.exports = (_, { imports }) => ({
  resolve: {
    alias: Object.fromEntries(
      Object.entries(imports).map(([alias, target]) => [alias, `${process.cwd()}/${target.replace('./dist/', '')}`]),
    ),
    extensionAlias: { '.js': ['.ts', '.js'] },
  },
});
