// Imports point downwards only, types included: integrations → decorators → lib → @opentelemetry/api, and within lib
// from room to room down its stair.

/** The rooms of lib, each with the rooms that it may import from beside itself. */
const ROOMS = {
  global: [],
  links: ['global'],
  sources: ['global', 'links'],
  render: ['links'],
  debug: ['global', 'links', 'sources', 'render'],
  spans: ['global', 'links', 'sources', 'debug'],
  calls: ['global', 'links', 'sources', 'debug', 'spans'],
  observables: ['global', 'links', 'sources', 'spans', 'calls'],
  ledger: ['global'],
  attempts: ['global', 'links', 'sources', 'spans', 'ledger'],
  messaging: [],
};

const stair = Object.entries(ROOMS).map(([room, below]) => ({
  name: `lib-${room}-imports-downwards`,
  severity: 'error',
  from: { path: `^lib/${room}/` },
  to: { path: '^lib/', pathNot: `^lib/(${[room, ...below].join('|')})/` },
}));

/** The rooms of an integration that has several, likewise. */
const rooms = (integration, stairs) =>
  Object.entries(stairs).map(([room, below]) => ({
    name: `${integration}-${room.replace('/', '-')}-imports-downwards`,
    severity: 'error',
    from: { path: `^integrations/${integration}/${room}/` },
    to: {
      path: `^integrations/${integration}/`,
      pathNot: `^integrations/${integration}/(${[room, ...below].join('|')})/`,
    },
  }));

module.exports = {
  forbidden: [
    {
      name: 'lib-imports-lib',
      severity: 'error',
      from: { path: '^lib/' },
      to: { path: '^(decorators|integrations|index)' },
    },
    { name: 'lib-has-rooms', severity: 'error', from: { path: '^lib/[^/]+$' }, to: {} },
    ...stair,
    {
      name: 'messages-are-read-through-headers',
      severity: 'error',
      from: { path: '^lib/sources/headers/' },
      to: { path: '^lib/sources/messages/' },
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
    ...rooms('workflow', { ledgers: [], attempts: [], history: [], decorators: ['attempts'] }),
    ...rooms('agents', { spans: [], calls: ['spans'], decorators: ['spans', 'calls'] }),
    ...rooms('temporal', {
      contract: [],
      inert: [],
      workflow: ['contract'],
      client: ['contract'],
      worker: ['contract'],
      history: ['contract', 'worker'],
    }),
    {
      name: 'isolates-import-neither-node-nor-opentelemetry',
      severity: 'error',
      from: { path: '^integrations/temporal/(contract|inert|workflow)/' },
      to: {
        pathNot: '^(integrations/temporal/|lib/links/traceparent|lib/spans/dispose|node_modules/@temporalio/workflow/)',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'core-needs-the-api-only',
      severity: 'error',
      from: { path: '^(lib|decorators|index)' },
      to: { dependencyTypesNot: ['core', 'local', 'type-only'], pathNot: 'node_modules/@opentelemetry/api/' },
    },
    { name: 'no-circles', comment: 'not of types either', severity: 'error', from: {}, to: { circular: true } },
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
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.js'],
    },
  },
};
