/** The tables of a cluster: their statements, compared with a reviewed file, and read by the engine's parser. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openEmbedded } from '../../server/store/embedded.js';
import type { Engine } from '../../server/store/engine.js';
import { detectSchema } from '../../server/store/detect-schema.js';
import { createDatabase, createStatements } from '../../server/store/schema.js';
import { CURRENT } from './collector-tables.js';
import { closeAll, newFolder } from './folder.js';

let engine: Engine;

beforeEach(async () => {
  engine = await openEmbedded(newFolder(), 'tracing');
});

afterEach(async () => {
  await engine.close();
  await closeAll();
});

const OPTIONS = { database: 'tracing', cluster: 'main', retention: 14 };

const statements = async (): Promise<string[]> => {
  const { schema } = await detectSchema(engine, OPTIONS);
  return [createDatabase(schema), ...createStatements(schema)];
};

/** Returns the name that a statement creates, and where its rows go. */
const outline = (sql: string): string => {
  const name = /^CREATE (?:MATERIALIZED VIEW|TABLE|DATABASE) IF NOT EXISTS (\S+)/.exec(sql)?.[1] ?? sql;
  const to = / TO (\S+) AS/.exec(sql)?.[1];
  const rows =
    to === undefined ? (/ENGINE = (.*)/.exec(sql)?.[1] ?? 'database') : `${/FROM (\S+)/.exec(sql)?.[1]} to ${to}`;
  return `${name}: ${rows}`.replaceAll('`tracing`.', '').replaceAll('`', '');
};

test('The statements are those in the reviewed file', async () => {
  expect(`${(await statements()).join(';\n\n')};\n`).toBe(readFileSync(join(__dirname, 'cluster.sql'), 'utf8'));
});

test('Each statement runs on the whole cluster, and the engine can parse it', async () => {
  for (const statement of await statements()) {
    expect(statement).toContain(' ON CLUSTER `main`');
    const [{ sql }] = (await engine.query<{ sql: string }>('SELECT formatQuery({statement:String}) AS sql', {
      statement,
    })) as [{ sql: string }];
    expect(sql).toMatch(/^CREATE /);
    // the parsed statement parses to itself
    expect(await engine.query('SELECT formatQuery({statement:String}) AS sql', { statement: sql })).toEqual([{ sql }]);
  }
});

test('Rows are stored in Replicated tables, and read and written through Distributed ones', async () => {
  expect((await statements()).map(outline)).toEqual([
    'tracing: database',
    'otel_traces_local: ReplicatedMergeTree',
    "otel_traces: Distributed('main', 'tracing', 'otel_traces_local', cityHash64(TraceId))",
    'spanlink_index_local: ReplicatedReplacingMergeTree(Received)',
    "spanlink_index: Distributed('main', 'tracing', 'spanlink_index_local', cityHash64(Trace))",
    'spanlink_index_backfill_local: ReplicatedReplacingMergeTree(Version)',
    "spanlink_index_backfill: Distributed('main', 'tracing', 'spanlink_index_backfill_local', cityHash64(Id))",
    'spanlink_index_view: otel_traces_local to spanlink_index',
  ]);
});

test('Without the cluster clauses, the same tables work on one server', async () => {
  const plain = (sql: string): string => sql.replaceAll(' ON CLUSTER `main`', '').replaceAll('Replicated', '');
  for (const statement of await statements()) {
    // Distributed needs a cluster in the configuration
    if (!statement.includes('ENGINE = Distributed') && !statement.includes('MATERIALIZED VIEW'))
      await engine.command(plain(statement));
  }
  const tables = await engine.query<{ name: string }>(
    `SELECT name FROM system.tables WHERE database = 'tracing' ORDER BY name`,
  );
  expect(tables.map(({ name }) => name)).toEqual([
    'otel_traces_local',
    'spanlink_index_backfill_local',
    'spanlink_index_local',
  ]);
});

test("Beside a Collector's table on every node, a Distributed one reads them all", async () => {
  await engine.command(CURRENT.replace('otel_traces', 'tracing.otel_traces'));
  const { schema } = await detectSchema(engine, OPTIONS);
  expect(schema.tables.traces).toBe('spanlink_traces');
  const made = (await statements()).map(outline);
  expect(made.filter((line) => line.includes('otel_traces'))).toEqual([
    "spanlink_traces: Distributed('main', 'tracing', 'otel_traces', cityHash64(TraceId))",
    'spanlink_index_view: otel_traces to spanlink_index',
  ]);
});

/** An engine with `otel_traces` as a Distributed table, which the engine in this process cannot create. */
const distributed = (): Engine => ({
  ...engine,
  query: async <T>(sql: string, params?: Readonly<Record<string, unknown>>): Promise<T[]> =>
    sql.includes("name = 'otel_traces'")
      ? ([{ engine: "Distributed('main', 'tracing', 'spans_of_node', rand())", comment: '' }] as T[])
      : engine.query<T>(sql.replace("table = 'otel_traces'", "table = 'spans_of_node'"), params),
});

test('The view reads the table behind a Distributed one, which is refused without --cluster', async () => {
  await engine.command(CURRENT.replace('otel_traces', 'tracing.spans_of_node'));
  const { schema } = await detectSchema(distributed(), OPTIONS);
  const made = createStatements(schema).map(outline);
  expect(made.filter((line) => line.includes('spans_of_node') || line.startsWith('otel_traces'))).toEqual([
    "otel_traces: Distributed('main', 'tracing', 'spans_of_node', cityHash64(TraceId))",
    'spanlink_index_view: spans_of_node to spanlink_index',
  ]);
  await expect(detectSchema(distributed(), { database: 'tracing' })).rejects.toThrow('Name the cluster with --cluster');
});
