/**
 * What the suites of PostgreSQL share: outboxes whose rows hold the context, and how a worker takes rows out of one.
 */
import { Pool, type PoolClient } from 'pg';

/** A row of an outbox with a column for each header, as `pg` delivers it. */
export interface OutboxRow {
  readonly id: number;
  readonly traceparent: string | null;
  readonly tracestate: string | null;
  readonly payload: unknown;
}

/** The same under the names that an application gives its columns. */
export interface AliasedRow {
  readonly id: number;
  readonly traceParent: string | null;
  readonly traceState: string | null;
}

/** A row of an outbox with all headers in one column. */
export interface HeadersRow {
  readonly id: number;
  readonly headers: Record<string, string> | null;
}

/** A row of Debezium's outbox. */
export interface DebeziumRow {
  readonly id: number;
  readonly aggregatetype: string;
  readonly tracingspancontext: string | null;
}

/** The tables of all of them. */
export const TABLES = `
  CREATE TABLE outbox (id serial PRIMARY KEY, traceparent text, tracestate text, payload jsonb NOT NULL DEFAULT '{}');
  CREATE TABLE headers_outbox (id serial PRIMARY KEY, headers jsonb, payload jsonb NOT NULL DEFAULT '{}');
  CREATE TABLE debezium_outbox (id serial PRIMARY KEY, aggregatetype text NOT NULL DEFAULT 'order', tracingspancontext text);
`;

/** Connections to the server at that port, whose idle ones may be cut by it at any time. */
export function openPool(port: number | string | undefined): Pool {
  return new Pool({ connectionString: `postgresql://postgres@127.0.0.1:${port}/postgres` }).on(
    'error',
    () => undefined,
  );
}

/** Runs the handler on rows that no other worker has, and takes them out if it succeeds. */
export async function takeRows<Row extends { readonly id: number }, T>(
  pool: Pool,
  select: string,
  handle: (rows: Row[], client: PoolClient) => T | Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const { rows } = await client.query<Row>(`${select} ORDER BY id FOR UPDATE SKIP LOCKED`);
    const result = await handle(rows, client);
    const table = /FROM (\w+)/.exec(select)?.[1];
    await client.query(`DELETE FROM ${table} WHERE id = ANY($1)`, [rows.map(({ id }) => id)]);
    await client.query('COMMIT');
    client.release();
    return result;
  } catch (error) {
    client.release(error as Error);
    throw error;
  }
}
