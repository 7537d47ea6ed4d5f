/** The layers of the architecture; see "Architecture" in the README. */
const compositionRoot = '^src/(cli|main|config)\\.tsx?$|^src/cli/';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, pathNot: '\\.d\\.ts$' },
      to: {},
    },
    {
      name: 'no-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'domain-is-pure',
      comment: 'The domain imports itself and nothing else, Node included.',
      severity: 'error',
      from: { path: '^src/domain/' },
      to: { pathNot: '^src/domain/' },
    },
    {
      name: 'services-know-only-the-domain',
      severity: 'error',
      from: { path: '^src/services/' },
      to: { path: '^src/', pathNot: '^src/(domain|services)/|^src/config\\.ts$' },
    },
    {
      name: 'services-never-render',
      severity: 'error',
      from: { path: '^src/(services|engine)/' },
      to: {
        path: '^(ink|react|ink-table|ink-spinner)$|node_modules/(ink|react|ink-table|ink-spinner)/',
      },
    },
    {
      name: 'state-reaches-services-by-type-only',
      severity: 'error',
      from: { path: '^src/state/' },
      to: { path: '^src/services/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'state-never-renders',
      severity: 'error',
      from: { path: '^src/state/' },
      to: { path: '^src/(ui|engine|cli|main|config)|node_modules/(ink|react)/' },
    },
    {
      name: 'state-does-no-io',
      severity: 'error',
      from: { path: '^src/state/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'ui-never-does-io',
      severity: 'error',
      from: { path: '^src/ui/' },
      to: { path: '^(node:)?(fs|net|http|https|stream|child_process)(/|$)|^src/services/' },
    },
    {
      name: 'engine-never-renders',
      severity: 'error',
      from: { path: '^src/engine/' },
      to: { path: '^src/(ui|cli|main)' },
    },
    {
      name: 'ui-sees-only-the-client-types-of-the-engine',
      severity: 'error',
      from: { path: '^src/ui/' },
      to: { path: '^src/engine/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'only-the-cli-composes',
      severity: 'error',
      from: { path: '^src/', pathNot: compositionRoot },
      to: { path: '^src/(cli|main)\\.tsx?$|^src/cli/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: 'specify',
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
