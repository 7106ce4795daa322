// The engine lives in the process: a worker opens one folder after the other, and what is about processes starts its
// own.
export default {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  globalSetup: '<rootDir>/test/build.mjs',
  setupFiles: ['<rootDir>/test/bounded-properties.ts'],
  // a bound, not a measure
  testTimeout: 120_000,
  transform: { '^.+\\.ts$': ['ts-jest', { tsconfig: '<rootDir>/tsconfig.test.json' }] },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
};
