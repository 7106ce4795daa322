// What is measured: the command of each part, the packages whose versions it depends on, and how its figures are read.
import { tablesIn } from './tables.mjs';

const SDK = ['@opentelemetry/api', '@opentelemetry/sdk-trace-node'];
const PEERS = ['nestjs-otel', '@amplication/opentelemetry-nestjs', 'opentelemetry-decorators'];

/** A part of the benchmarks of the package. */
const bench = (only, versions = SDK) => ({
  command: `npm run --silent bench -- --json --only=${JSON.stringify(only)}`,
  versions,
  read: (output) => JSON.parse(output),
});

/** A part of the explorer's benchmarks. */
const explorer = (only) => ({
  command: `npm run --silent bench --workspace explorer -- --json --only=${only}`,
  versions: ['chdb'],
  read: (output) => JSON.parse(output.slice(output.indexOf('{'))),
});

export const PARTS = {
  size: {
    command: 'npm run --silent build && npx size-limit --json',
    versions: ['esbuild'],
    read: (output) => Object.fromEntries(JSON.parse(output).map(({ name, size }) => [name, size])),
  },
  calls: bench('method', [...SDK, ...PEERS]),
  batches: bench('links', SDK),
  nested: bench('nested', SDK),
  memory: bench('memory, ', SDK),
  messages: bench('message', SDK),
  tools: bench('mcp', [...SDK, '@modelcontextprotocol/sdk']),
  stages: bench('stage, ', [...SDK, 'ioredis', 'libsql', '@electric-sql/pglite']),
  imports: bench('import, ', [...SDK, 'nestjs-otel']),
  shop: bench('shop', [...SDK, ...PEERS]),
  sampling: {
    command: 'npm run --silent simulate:sampling',
    versions: SDK,
    read: tablesIn,
  },
  ledgers: {
    command: 'npm run --silent measure:ledgers',
    versions: ['ioredis', 'libsql', '@electric-sql/pglite'],
    read: (output) =>
      Object.fromEntries(
        [...output.matchAll(/^(\S+) +(\d+) bytes an attempt/gm)].map(([, ledger, bytes]) => [ledger, Number(bytes)]),
      ),
  },
  installed: { command: 'node tools/measure/installed-size.mjs', versions: ['chdb'], read: JSON.parse },
  'explorer-simulate': {
    command: 'npm run --silent simulate --workspace explorer',
    versions: ['chdb'],
    // a name, a formula, and what it gives
    read: (output) =>
      Object.fromEntries(
        [...output.matchAll(/^ {2}(\S.*?) {2,}\S.*? {2,}(\S.*)$/gm)].map(([, name, value]) => [name, value]),
      ),
  },
  'explorer-ingest': explorer('ingest'),
  'explorer-keep': explorer('keep'),
  'explorer-held': explorer('held'),
  'explorer-hostile': explorer('hostile'),
  'explorer-query': explorer('query'),
  'explorer-whole': explorer('whole'),
  'explorer-page': explorer('page'),
};
