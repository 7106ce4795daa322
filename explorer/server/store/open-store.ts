/** Opens a store: connects, creates missing tables, and starts to index earlier spans. */
import { ENTRY_COLUMNS } from './entry-block.js';
import { SpanBlock, type Rows } from './span-block.js';
import { Backfiller } from './backfill.js';
import type { Backfill } from './backfill.js';
import { COUNTERS, openCounterTable } from './counter-table.js';
import { openEmbedded } from './embedded.js';
import { writeVersion } from './folder-version.js';
import type { Engine } from './engine.js';
import { checkDefinitions } from './lost-definitions.js';
import { makePrivate } from './folder-mode.js';
import { detectSchema } from './detect-schema.js';
import { FRAGMENTS } from './keep-schema.js';
import { openKeepTables } from './keep-tables.js';
import type { KeepTables } from './keep-tables.js';
import { migrate } from './migrate.js';
import { receivedSql } from './received.js';
import { findLosses } from './losses.js';
import type { Losses } from './describe-losses.js';
import { openRemote } from './remote.js';
import { applyRetention } from './retention.js';
import { writeRow } from './span-row.js';
import type { SpanRow } from './span-row.js';
import { createStatements, writesEntries } from './schema.js';
import { applySettings } from './table-settings.js';
import type { Tables } from './tables.js';

export interface StoreOptions {
  /** The data folder of the engine in this process. Give either this or `clickhouse`. */
  readonly data?: string;
  /** The URL of a ClickHouse server, `http://user:password@host:8123`. */
  readonly clickhouse?: string;
  /** The server's cluster, on which tables are Replicated and Distributed. */
  readonly cluster?: string;
  /** Default `default`. */
  readonly database?: string;
  /** True if what is written to a cluster must be read at once: then the first replica of each shard is read alone. */
  readonly readsOwnWrites?: boolean;
  /** Days after which spans and links are deleted; unset keeps them. */
  readonly retention?: number;
  /** True if spans are acknowledged only once the disk has them, so that a power failure loses none. */
  readonly fsync?: boolean;
  /** True if a retention may delete what an earlier start kept; else that is an error. */
  readonly deletesOlder?: boolean;
  /** True if the store is opened to be read alone, and its retention stays as it is. */
  readonly keepsRetention?: boolean;
  /** True if the checksums of all files are compared, however long that takes: else of the latest ones. */
  readonly checksAll?: boolean;
  /** Called with a sentence about anything that is not as it should be, although the store can be opened. */
  readonly onNotice?: (notice: string) => void;
  /** Called if the back-fill fails; it continues at the next start. */
  readonly onError?: (error: unknown) => void;
}

/** Spans, and the index of their links. */
export interface Store {
  readonly storage: 'embedded' | 'server' | 'cluster';
  readonly tables: Tables;
  /** SQL for the name and version of a span's scope in `tables.traces`: old exporters wrote them as attributes. */
  readonly scope: { readonly name: string; readonly version: string };
  /** SQL for when a span in `tables.traces` was received: 1970 where that is not known. The index has `Received`. */
  readonly received: string;
  /** True if `tables.traces` has the columns that the Collector's has not. */
  readonly hasOwnColumns: boolean;
  /** The days after which spans are deleted; missing if they stay, or whoever made their table decides. */
  readonly retention?: number;
  /** Returns the rows of a `SELECT`. Put values into `params` (`{name:Type}`), never into the text. */
  query<T>(sql: string, params?: Readonly<Record<string, unknown>>, signal?: AbortSignal): Promise<T[]>;
  /**
   * Inserts spans. Resolves once queries find them, and they survive a crash of this process. Without the option
   * `fsync`, the operating system decides when files reach the disk: a power failure may lose the last seconds.
   */
  insert(spans: readonly SpanRow[]): Promise<void>;
  /** Creates a block to write spans into. */
  block(): SpanBlock;
  /** Inserts finished blocks, concatenated, as `insert` does. */
  append(rows: Rows): Promise<void>;
  /** Inserts a block of counters, as `insert` does spans. */
  appendCounters(block: Uint8Array): Promise<void>;
  /** The spans that the data folder lost; undefined if none are lost. */
  readonly lost: Losses | undefined;
  backfill(): Backfill;
  /**
   * Opens the tables of what is held.
   *
   * @param hold the milliseconds after which rows are deleted; undefined leaves the tables as they are
   */
  openKeepTables(hold?: number): Promise<KeepTables>;
  /** The tables of what is held, and for how many milliseconds; undefined if nothing is. */
  readonly held: { readonly names: KeepTables['names']; readonly hold: number } | undefined;
  /** Closes the store, and waits for pending work. */
  close(): Promise<void>;
}

/**
 * Opens the store in a data folder or on a server.
 *
 * @throws an error that says what to do, if the store cannot be reached, is in use, or has an `otel_traces` that is not
 *   the Collector's
 *
 * @example
 * const store = await openStore({ data: '.spanlink' });
 * const [row] = await store.query<{ spans: number }>(`SELECT count() AS spans FROM ${store.tables.traces}`);
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { clickhouse, cluster, retention, database = 'default' } = options;
  if ((options.data === undefined) === (clickhouse === undefined))
    throw new TypeError('A store is opened with a data folder or with the URL of a ClickHouse server, not with both.');
  if (cluster !== undefined && clickhouse === undefined)
    throw new TypeError('--cluster names a cluster of a ClickHouse server, whose URL --clickhouse gives.');
  const engine =
    clickhouse === undefined
      ? await openEmbedded(options.data ?? '', database)
      : await openRemote(clickhouse, database, cluster, options.readsOwnWrites);
  try {
    return await prepare(engine, { ...options, database, ...(retention !== undefined && { retention }) });
  } catch (error) {
    await engine.close();
    throw error;
  }
}

async function prepare(engine: Engine, options: StoreOptions & { database: string }): Promise<Store> {
  const { database, cluster, retention, data, checksAll = false } = options;
  const detected = await detectSchema(engine, {
    database,
    isEmbedded: engine.isEmbedded,
    ...(cluster !== undefined && { cluster }),
    ...(retention !== undefined && { retention }),
  });
  const { schema } = detected;
  if (data !== undefined) await checkDefinitions(engine, data);
  const { columns, isIndexLost, isIndexNew } = await migrate(engine, detected);
  if (isIndexLost) options.onNotice?.('The index is missing, and is filled anew from the spans.');
  for (const statement of createStatements(schema)) await engine.command(statement);
  if (data !== undefined) writeVersion(data);
  const notice = data === undefined ? undefined : makePrivate(data);
  if (notice !== undefined) options.onNotice?.(notice);
  if (options.keepsRetention !== true) await applySettings(engine, schema, options.fsync ?? false);
  if (options.keepsRetention !== true) await applyRetention(engine, schema, options.deletesOlder ?? false);
  await openCounterTable(engine, schema, options.fsync ?? false, options.keepsRetention === true);
  await engine.recover((error) => options.onNotice?.(`Spans that were not acknowledged are lost: ${String(error)}`));
  const backfiller = new Backfiller(engine, schema);
  await backfiller.prepare();
  const onNotice = (notice: string): void => options.onNotice?.(notice);
  // the operators of a server see to its parts
  const losses =
    data === undefined
      ? undefined
      : await findLosses({ engine, schema, data, backfiller, isIndexNew, checksAll, onNotice });
  const backfill = (losses?.mend() ?? Promise.resolve())
    .then(() => backfiller.run())
    .catch((error: unknown) => options.onError?.(error));

  const append = async ({ spans, entries, fragments }: Rows): Promise<void> => {
    await engine.append([
      { table: schema.tables.traces, columns, blocks: spans },
      ...(entries ? [{ table: schema.tables.index, columns: ENTRY_COLUMNS, blocks: entries }] : []),
      ...(fragments ? [{ ...FRAGMENTS, blocks: fragments }] : []),
    ]);
    losses?.manifestWriter.noteInsert();
  };
  let held: Store['held'];
  const block = (): SpanBlock => new SpanBlock(columns, writesEntries(schema));
  return {
    storage: engine.isEmbedded ? 'embedded' : cluster === undefined ? 'server' : 'cluster',
    tables: schema.tables,
    scope: columns.includes('ScopeName')
      ? { name: 'ScopeName', version: 'ScopeVersion' }
      : { name: "SpanAttributes['otel.scope.name']", version: "SpanAttributes['otel.scope.version']" },
    received: receivedSql(schema),
    hasOwnColumns: schema.ownsSource,
    ...(schema.ownsSource && retention !== undefined && { retention }),
    query: (sql, params, signal) => engine.query(sql, params, signal),
    block,
    append,
    insert: (spans) => {
      const rows = block();
      for (const span of spans) writeRow(rows, span);
      return append(rows.finish().rows);
    },
    appendCounters: (block) => engine.append([{ ...COUNTERS, blocks: block }]),
    lost: losses?.lost,
    backfill: () => backfiller.progress(),
    openKeepTables: async (hold) => {
      const tables = await openKeepTables(engine, schema, hold, options.fsync ?? false);
      if (hold !== undefined) held = { names: tables.names, hold };
      return tables;
    },
    get held() {
      return held;
    },
    close: async () => {
      backfiller.stop();
      await backfill;
      await losses?.manifestWriter.close();
      await engine.close();
    },
  };
}
