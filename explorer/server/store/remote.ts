/** A ClickHouse server or cluster, over its HTTP interface. */
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { ClickHouseLogLevel, createClient } from '@clickhouse/client';
import type { ClickHouseSettings } from '@clickhouse/client';
import { bindIds, literal } from './bind.js';
import { INSERT_SETTINGS, READ_SETTINGS } from './engine.js';
import type { Engine } from './engine.js';
import { createDatabase } from './schema.js';

// IN between Distributed tables reads all shards, and an insert is acknowledged once the shard has it
const CLUSTER_SETTINGS: ClickHouseSettings = { distributed_product_mode: 'global', distributed_foreground_insert: 1 };
// the first replica that is up takes what is written, and is read: another one may not have it yet
const SAME_REPLICA: ClickHouseSettings = { load_balancing: 'in_order' };

// errors reach the caller
const log = { level: ClickHouseLogLevel.OFF };

/**
 * Connects to a server, and creates the database if it is missing. Rejects if the server cannot be reached.
 *
 * @param url `http://user:password@host:8123`
 * @param readsOwnWrites true if what is written must be read at once, whatever the replicas of a cluster are at
 */
export async function openRemote(
  url: string,
  database: string,
  cluster: string | undefined,
  readsOwnWrites: boolean = false,
): Promise<Engine> {
  const ofCluster = { ...CLUSTER_SETTINGS, ...(readsOwnWrites && SAME_REPLICA) };
  const settings = { ...READ_SETTINGS, ...(cluster !== undefined && ofCluster) };
  const options = { url, application: 'spanlink-explorer', clickhouse_settings: settings, log };
  const command = async (query: string): Promise<void> =>
    void (await serverClient.command({ query, clickhouse_settings: { wait_end_of_query: 1 } }));
  // the database may have to be created first, by a client that does not name it
  const serverClient = createClient(options);
  try {
    const answer = await serverClient.query({
      query: `SELECT name FROM system.databases WHERE name = ${literal(database)}`,
      format: 'JSONEachRow',
    });
    if ((await answer.json()).length === 0)
      await command(createDatabase({ database, ...(cluster !== undefined && { cluster }) }));
  } catch (error) {
    await serverClient.close();
    throw new Error(
      `The ClickHouse server at ${withoutPassword(url)} could not be used: ${reasonOf(error)}. ` +
        '--clickhouse takes the URL of its HTTP interface, http://user:password@host:8123.',
      { cause: error },
    );
  }
  const databaseClient = createClient({ ...options, database, request_timeout: 60_000 });
  return {
    isEmbedded: false,
    query: async <T>(query: string, params?: Readonly<Record<string, unknown>>, signal?: AbortSignal): Promise<T[]> => {
      const answer = await databaseClient.query({
        query: bindIds(query, params ?? {}),
        format: 'JSONEachRow',
        // an error that comes after some rows must not look like the last of them
        clickhouse_settings: { wait_end_of_query: 1 },
        ...(params && { query_params: { ...params } }),
        ...(signal && { abort_signal: signal }),
      });
      return answer.json<T>();
    },
    command,
    append: async (inserts) => {
      for (const { table, columns, blocks } of inserts) {
        const { stream } = await databaseClient.exec({
          query: `INSERT INTO ${table} (${columns.join(', ')}) FORMAT Native`,
          values: Readable.from([blocks], { objectMode: false }),
          // acknowledged only once the rows are in the table
          clickhouse_settings: { ...INSERT_SETTINGS, async_insert: 0, wait_end_of_query: 1 },
        });
        await once(stream.resume(), 'end');
      }
    },
    // a server goes on with what it was sent
    recover: () => Promise.resolve(),
    close: async () => {
      await Promise.all([serverClient.close(), databaseClient.close()]);
    },
  };
}

function withoutPassword(url: string): string {
  return url.replace(/\/\/[^@/]*@/, '//');
}

// if all addresses of a host refuse the connection, the message is empty
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message === '' && 'code' in error ? String(error.code) : error.message;
}
