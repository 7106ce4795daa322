/**
 * The rooms that are mutated, each with the tests that judge it. A test is named by its folder or by how its path
 * begins, both below `test`. Those that run what a build has made know no mutant, so that two rooms have none to judge
 * them: integrations/nestjs, whose tests are applications of two majors of Nest, in processes of their own, over the
 * built package; and integrations/temporal, whose tests need a server and a bundler for minutes.
 */

/**
 * The share of its mutants that a room's tests have to find, the processor time in which they have to, and that beyond
 * which a test is not run, both in ms.
 */
const OF_PACKAGE = { bound: 0.85, budget: 5_000, longest: 1_000 };
/** Its tests open a store, which takes half a second. */
const OF_EXPLORER = { bound: 0.75, budget: 15_000, longest: 3_000 };

const CORE = ['lib', 'promises', 'decorators', 'observables'];

/** Tests of the rooms of lib, beside those of the core: those that know a room best come last, and run first. */
const LIB = {
  attempts: ['ledgers', 'workflow'],
  calls: ['promises/03', 'promises/04', 'promises/05', 'decorators/traced-function'],
  debug: [
    'decorators/option-names',
    'decorators/no-context',
    'decorators/argument-places',
    'decorators/debug',
    'integrations/testing-explain',
  ],
  global: [
    'workflow/quiet-ledger',
    'promises/03',
    'promises/07-quiet',
    'integrations/console',
    'decorators/made-links',
    'decorators/misuse',
    'lib/global',
  ],
  ledger: ['workflow', 'ledgers'],
  links: [
    'integrations/mcp-hostile',
    'integrations/messages',
    'integrations/testing',
    'promises/11',
    'promises/08',
    'lib/links',
  ],
  messaging: ['integrations/messages'],
  observables: ['observables'],
  render: ['workflow', 'integrations/console', 'lib/render'],
  sources: ['integrations/messages', 'integrations/testing', 'clients', 'promises/11', 'lib/sources'],
  spans: ['integrations/sampling', 'promises/02', 'promises/09', 'decorators', 'lib/spans'],
};

const INTEGRATIONS = {
  agents: ['agents', 'integrations/agents'],
  bullmq: ['integrations/bullmq', 'brokers/bullmq'],
  command: ['integrations/testing-explain', 'migrate', 'integrations/command'],
  console: ['decorators/option-names', 'integrations/console'],
  mcp: ['integrations/mcp', 'mcp'],
  messages: ['lib/sources', 'clients', 'integrations/messages'],
  rxjs: ['decorators/option-names', 'observables'],
  sampling: ['decorators/option-names', 'integrations/mcp-hostile', 'integrations/sampling'],
  testing: ['decorators/option-names', 'integrations/testing', 'integrations/console', 'lib/render'],
  workflow: ['workflow', 'ledgers', 'decorators/option-names'],
};

/** Tests of the explorer's server: of the many that know a room, those that are quick, and know it best. */
const EXPLORER = {
  cli: ['cli'],
  files: ['files'],
  http: ['http'],
  keep: ['keep'],
  mcp: ['mcp'],
  otlp: [
    'receive/metrics',
    'receive/forms',
    'receive/bounds',
    'receive/properties',
    'keep/decisions',
    'keep/fragments',
  ],
  query: [
    'receive/metrics',
    'query/received',
    'query/namesakes',
    'query/reads',
    'query/conversations',
    'query/export',
    'query/services',
    'query/search',
    'query/details',
    'query/bounds',
    'query/forms',
    'query/chain',
    'query/traces',
    'query/graph',
    'query/counters',
    'query/facets',
    'query/usage',
    'query/index-cache',
    'query/summaries-in-memory',
    'query/bounded-text',
    'keep/kept',
  ],
  receive: [
    'receive/bounds',
    'receive/grpc',
    'receive/origin',
    'receive/errors',
    'receive/json',
    'receive/properties',
    'receive/forms',
    'receive/metrics',
    'receive/insert-batcher',
  ],
  serve: ['serve'],
  store: ['receive/metrics', 'keep/kept', 'receive/forms', 'store'],
};

/** Suites that start processes, or read and unpack hundreds of megabytes. */
const HEAVY = [
  'cli/{command,disk-full,gone,metrics,open,private,torn,without-engine}',
  'files/{hostile,memory}',
  'keep/{command,disk-room,dry-run-command,forward-explorer,forward-gone,metrics,several-explorers}',
  'mcp/tools',
  'query/remote',
  'receive/{browser,crash,emit,grpc-vanished,refused,sdk}',
  'serve/answer-bytes',
  'store/{data-folder,remote}',
].map((path) => `explorer/test/${path}.test.ts`);

/** Of what is about the process itself, or starts a browser, no suite here knows a mutant. */
const EXPLORER_FILES = { cli: '!(main|mcp|open|run).ts' };

const OTHER_MODEL = { standard: '**/legacy-only/**', legacy: '**/standard-only/**' };

const room = (name, tests, models = ['standard']) => ({
  ...OF_PACKAGE,
  name,
  files: `${name}/**/*.ts`,
  // each pass has the mutants that the one before has left
  passes: models.map((model) => ({
    name: `${model} decorators`,
    settings: `test/tsconfig.${model}.json`,
    setup: 'test/setup.ts',
    tests: tests.map((path) => `test/${path}`),
    ignored: OTHER_MODEL[model],
  })),
});

const explorerRoom = (name, tests) => ({
  ...OF_EXPLORER,
  name: `explorer/server/${name}`,
  files: `explorer/server/${name}/${EXPLORER_FILES[name] ?? '**/*.ts'}`,
  passes: [
    {
      name: 'the tests of the explorer',
      settings: 'explorer/tsconfig.test.json',
      setup: 'explorer/test/bounded-properties.ts',
      tests: tests.map((path) => `explorer/test/${path}`),
      ignored: HEAVY,
    },
  ],
});

export const ROOMS = [
  ...Object.entries(LIB).map(([name, tests]) => room(`lib/${name}`, [...CORE, ...tests])),
  room('decorators', CORE, ['standard', 'legacy']),
  ...Object.entries(INTEGRATIONS).map(([name, tests]) => room(`integrations/${name}`, tests)),
  ...Object.entries(EXPLORER).map(([name, tests]) => explorerRoom(name, tests)),
];
