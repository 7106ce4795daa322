/** The engine in this process: chDB, with its data in a folder that one process at a time may open. */
import { createClient } from '@clickhouse/client';
import type { ClickHouseClient, ClickHouseClientConfigOptions } from '@clickhouse/client';
import type { ChdbConnection } from 'chdb/connection';
import { bind, literal } from './bind.js';
import { checkFolder, openingError, prepareFolder } from './data-folder.js';
import { INSERT_SETTINGS, READ_SETTINGS } from './engine.js';
import type { Engine } from './engine.js';
import { loadChdb } from './load-chdb.js';
import type { Chdb } from './load-chdb.js';
import { createDatabase } from './schema.js';
import { createPool } from './pool.js';
import { reachFolder } from './reach-folder.js';
import { Spool } from './spool.js';
import type { SpooledInsert } from './spool.js';
import { quoteName } from './tables.js';

// a connection runs one statement after the other, and a slow query must not hold up the next one; but each running
// statement takes one of the four threads of Node.js, of which inserts need one
const READERS = 3;
// one for the spans and one for the index
const WRITERS = 2;

// bound values are part of the statement, a thousand ids several times over; and the new analyzer takes half a
// millisecond more to plan a look-up than the old one
const SETTINGS = {
  ...READ_SETTINGS,
  ...INSERT_SETTINGS,
  // the first merge does, and until then there are few spans to read
  materialize_skip_indexes_on_insert: 0,
  max_query_size: 16 * 1024 * 1024,
  enable_analyzer: 0,
};

/**
 * Opens a data folder, and creates it if it is missing. Throws if another process has it open, or if the engine is not
 * there.
 */
export async function openEmbedded(data: string, database: string): Promise<Engine> {
  const chdb = await loadChdb();
  await reachFolder(data, true);
  prepareFolder(data);
  checkFolder(data);
  const first = createClientOn(connect(chdb, data));
  const spool = new Spool(data);
  const others = Array.from({ length: READERS + WRITERS - 1 }, () => createClientOn(connect(chdb, data)));
  const [readers, writers] = [createPool(others.slice(0, READERS)), createPool([first, ...others.slice(READERS)])];
  const command = async (client: ClickHouseClient, query: string): Promise<void> =>
    void (await client.command({ query }));

  await command(first, createDatabase({ database }));
  for (const client of [first, ...others]) {
    await command(client, `USE ${quoteName(database)}`);
    for (const [name, value] of Object.entries(SETTINGS)) await command(client, `SET ${name} = ${value}`);
  }

  const insert = ({ table, columns }: SpooledInsert, path: string): Promise<void> =>
    // takes the columns from the file: then a file that is not found is an error, and not an empty insert
    writers.use((writer) =>
      command(
        writer,
        `INSERT INTO ${table} (${columns.join(', ')}) SELECT * FROM file(${literal(path)}, 'Native')
SETTINGS use_structure_from_insertion_table_in_table_functions = 0`,
      ),
    );

  return {
    isEmbedded: true,
    query: <T>(query: string, params?: Readonly<Record<string, unknown>>): Promise<T[]> =>
      readers.use(async (reader) => {
        try {
          const answer = await reader.query({ query: bind(query, params ?? {}), format: 'JSONEachRow' });
          return await answer.json<T>();
        } catch (error) {
          // the rows that a statement wrote before it failed would come before those of the next one
          await command(reader, 'SELECT 1 FORMAT Null').catch(() => {});
          throw error;
        }
      }),
    command: (sql) => command(first, sql),
    append: (inserts) =>
      spool.insert(
        inserts.map((each) => ({ ...each, table: `${quoteName(database)}.${quoteName(each.table)}` })),
        insert,
      ),
    recover: (onError) => spool.recover(insert, onError),
    close: async () => {
      await Promise.all([first, ...others].map((client) => client.close()));
      await chdb.drainPending();
      spool.close();
    },
  };
}

// the client carries its own copy of the types that chdb takes from @clickhouse/client-common
const createClientOn = (connection: ChdbConnection): ClickHouseClient =>
  createClient({ connection: connection as unknown as NonNullable<ClickHouseClientConfigOptions['connection']> });

function connect({ createChdbConnection }: Chdb, path: string): ChdbConnection {
  try {
    return createChdbConnection({ path });
  } catch (error) {
    throw openingError(path, error);
  }
}
