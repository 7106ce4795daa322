// Every decorator test is compiled and run twice: in the legacy and in the standard decorator model.
const compile = (model) => ({
  '^.+\\.ts$': ['ts-jest', { tsconfig: `test/tsconfig.${model}.json` }],
});

const project = (displayName, model, testMatch, ignored = [], modules = {}) => ({
  displayName,
  testMatch: testMatch.map((folder) => `<rootDir>/test/${folder}/**/*.test.ts`),
  testPathIgnorePatterns: ['/node_modules/', ...ignored],
  // mutation testing puts copies of the package there
  modulePathIgnorePatterns: ['<rootDir>/.cache/'],
  transform: compile(model),
  moduleNameMapper: {
    '^spanlink$': '<rootDir>/index.ts',
    '^spanlink/(agents|testing|console|sampling|bullmq|mcp|messages|workflow|rxjs|nestjs|temporal)$':
      '<rootDir>/integrations/$1/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
    ...modules,
  },
  setupFilesAfterEnv: ['<rootDir>/test/setup.ts'],
});

const both = ['agents', 'brokers', 'decorators', 'mcp', 'observables', 'promises', 'workflow'];

// the suites that need a newer Node, in which `npm test` runs them
const newer =
  Number(process.versions.node.split('.')[0]) >= 24 ? [project('newer-node', 'standard', ['newer-node'])] : [];

export default {
  // one process for all suites would hold what each of them has loaded; one that holds much is replaced
  workerIdleMemoryLimit: '700MB',
  // a bound, not a measure: nothing here waits for time, but a machine may be busy
  testTimeout: 180_000,
  projects: [
    {
      ...project('eslint-plugin', 'standard', ['eslint-plugin']),
      // the plugin is modules in JavaScript, as ESLint loads them
      transform: {
        ...compile('standard'),
        '/eslint-plugin/.+\\.js$': ['ts-jest', { tsconfig: { allowJs: true, module: 'CommonJS', target: 'ES2022' } }],
      },
    },
    project('lib', 'standard', [
      'lib',
      'clients',
      'conformance',
      'integrations',
      'ledgers',
      'package',
      'tools',
      'docs',
      'fuzz',
    ]),
    // BullMQ's older major, whose suites do not depend on the model
    project('legacy', 'legacy', both, ['/standard-only/'], { '^bullmq$': 'bullmq-5' }),
    project('standard', 'standard', both, ['/legacy-only/']),
    // a server and a bundler that are much to start, so that they run in one model; `decorated` does in both
    { ...project('temporal', 'standard', ['temporal']), globalSetup: '<rootDir>/test/temporal/install.ts' },
    project('temporal-legacy', 'legacy', ['temporal/decorated']),
    // these suites import the built package by its name
    project('samples', 'standard', ['crashes', 'migrate', 'samples', 'soak']),
    { ...project('kafka', 'standard', ['kafka']), globalSetup: '<rootDir>/test/kafka/install.ts' },
    { ...project('nestjs', 'standard', ['nestjs']), globalSetup: '<rootDir>/test/nestjs/build.ts' },
    { ...project('providers', 'standard', ['providers']), globalSetup: '<rootDir>/test/providers/build.ts' },
    { ...project('instrumented', 'standard', ['instrumented']), globalSetup: '<rootDir>/test/instrumented/build.ts' },
    { ...project('faults', 'standard', ['faults']), globalSetup: '<rootDir>/test/faults/build.ts' },
    ...newer,
  ],
};
