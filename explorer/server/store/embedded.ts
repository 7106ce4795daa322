/** The engine in this process: chDB, with its data in a folder that one process at a time may open. */
import { createClient } from '@clickhouse/client';
import type { ClickHouseClient, ClickHouseClientConfigOptions } from '@clickhouse/client';
import { drainPending } from 'chdb';
import { createChdbConnection } from 'chdb/connection';
import type { ChdbConnection } from 'chdb/connection';
import { bind, literal } from './bind.js';
import { checkFolder, openingError, prepareFolder } from './data-folder.js';
import { INSERT_SETTINGS, READ_SETTINGS } from './engine.js';
import type { Engine } from './engine.js';
import { createDatabase } from './schema.js';
import { Spool } from './spool.js';
import { quoteName } from './tables.js';

// a connection runs one statement after the other, and a slow query must not hold up the next one; but each running
// statement takes one of the four threads of Node.js, of which inserts need one
const READERS = 3;

// bound values are part of the statement, a thousand ids several times over; and the new analyzer takes half a
// millisecond more to plan a look-up than the old one
const SETTINGS = { ...READ_SETTINGS, ...INSERT_SETTINGS, max_query_size: 16 * 1024 * 1024, enable_analyzer: 0 };

/** Opens a data folder, and creates it if it is missing. Throws if another process has it open. */
export async function openEmbedded(data: string, database: string): Promise<Engine> {
  prepareFolder(data);
  checkFolder(data);
  const writer = createClientOn(connect(data));
  const spool = new Spool(data);
  const readers = Array.from({ length: READERS }, () => createClientOn(connect(data)));
  const idle = [...readers];
  const waiting: ((reader: ClickHouseClient) => void)[] = [];
  const command = async (client: ClickHouseClient, query: string): Promise<void> =>
    void (await client.command({ query }));

  await command(writer, createDatabase({ database }));
  for (const client of [writer, ...readers]) {
    await command(client, `USE ${quoteName(database)}`);
    for (const [name, value] of Object.entries(SETTINGS)) await command(client, `SET ${name} = ${value}`);
  }

  return {
    isEmbedded: true,
    query: async <T>(query: string, params?: Readonly<Record<string, unknown>>): Promise<T[]> => {
      const reader = idle.pop() ?? (await new Promise<ClickHouseClient>((resolve) => waiting.push(resolve)));
      try {
        const answer = await reader.query({ query: bind(query, params ?? {}), format: 'JSONEachRow' });
        return await answer.json<T>();
      } catch (error) {
        // the rows that a statement wrote before it failed would come before those of the next one
        await command(reader, 'SELECT 1 FORMAT Null').catch(() => {});
        throw error;
      } finally {
        const next = waiting.shift();
        if (next) next(reader);
        else idle.push(reader);
      }
    },
    command: (sql) => command(writer, sql),
    append: (table, columns, blocks) =>
      spool.with(blocks, (path) =>
        // takes the columns from the file: then a file that is not found is an error, and not an empty insert
        command(
          writer,
          `INSERT INTO ${quoteName(database)}.${quoteName(table)} (${columns.join(', ')})
SELECT * FROM file(${literal(path)}, 'Native')
SETTINGS use_structure_from_insertion_table_in_table_functions = 0`,
        ),
      ),
    close: async () => {
      await Promise.all([writer, ...readers].map((client) => client.close()));
      await drainPending();
      spool.close();
    },
  };
}

// the client carries its own copy of the types that chdb takes from @clickhouse/client-common
const createClientOn = (connection: ChdbConnection): ClickHouseClient =>
  createClient({ connection: connection as unknown as NonNullable<ClickHouseClientConfigOptions['connection']> });

function connect(path: string): ChdbConnection {
  try {
    return createChdbConnection({ path });
  } catch (error) {
    throw openingError(path, error);
  }
}
