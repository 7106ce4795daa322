// Imports point downwards only: integrations → decorators → lib → @opentelemetry/api.
module.exports = {
  forbidden: [
    {
      name: 'lib-imports-lib',
      severity: 'error',
      from: { path: '^lib/' },
      to: { path: '^(decorators|integrations|index)' },
    },
    {
      name: 'decorators-import-lib',
      severity: 'error',
      from: { path: '^decorators/' },
      to: { path: '^(integrations|index)' },
    },
    {
      name: 'integrations-are-leaves',
      comment: 'an integration imports lib, decorators and its own peer, never another integration',
      severity: 'error',
      from: { path: '^integrations/([^/]+)/' },
      to: { path: '^(integrations/(?!$1/)|index)' },
    },
    {
      name: 'core-needs-the-api-only',
      severity: 'error',
      from: { path: '^(lib|decorators|index)' },
      to: { dependencyTypesNot: ['core', 'local', 'type-only'], pathNot: 'node_modules/@opentelemetry/api/' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'no-orphans', severity: 'error', from: { orphan: true }, to: {} },
    {
      name: 'not-to-dev-dependencies',
      severity: 'error',
      from: { path: '^(lib|decorators)' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['npm-peer', 'type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: 'specify',
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.js'],
    },
  },
};
