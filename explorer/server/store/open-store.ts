/** Opens a store: connects, makes what is missing, and begins to index what was there before. */
import { SpanBlock } from './span-block.js';
import { Backfiller } from './backfill.js';
import type { Backfill } from './backfill.js';
import { openEmbedded } from './embedded.js';
import type { Engine } from './engine.js';
import { findLayout } from './detect-schema.js';
import { openRemote } from './remote.js';
import { applyRetention } from './retention.js';
import { writeRow } from './span-row.js';
import type { SpanRow } from './span-row.js';
import { createStatements } from './schema.js';
import type { Tables } from './tables.js';
import { SPAN_COLUMNS } from './traces-table.js';

export interface StoreOptions {
  /** The folder of the engine in this process. Either this or `clickhouse`. */
  readonly data?: string;
  /** The URL of a server, `http://user:password@host:8123`. */
  readonly clickhouse?: string;
  /** The server's cluster on which tables are made Replicated and Distributed. */
  readonly cluster?: string;
  /** `default` unless given. */
  readonly database?: string;
  /** Days after which spans and links go; none keeps them. */
  readonly retention?: number;
  /** Told when the back-fill fails; it goes on at the next start. */
  readonly onError?: (error: unknown) => void;
}

/** Spans and the index of their links. */
export interface Store {
  readonly storage: 'embedded' | 'server' | 'cluster';
  readonly tables: Tables;
  /**
   * SQL for the name and version of the scope that made a span of `tables.traces`: old exporters wrote them as
   * attributes.
   */
  readonly scope: { readonly name: string; readonly version: string };
  /** Rows of a `SELECT`. Put values into `params` (`{name:Type}`), never into the text. */
  query<T>(sql: string, params?: Readonly<Record<string, unknown>>, signal?: AbortSignal): Promise<T[]>;
  /**
   * Resolves once the spans can be asked for, and outlive this process however it ends. As ClickHouse does, it leaves
   * it to the system when files reach the disk: a power failure may take the last seconds.
   */
  insert(spans: readonly SpanRow[]): Promise<void>;
  /** A block to write spans into. */
  block(): SpanBlock;
  /** The same as `insert`, for blocks, one after the other. */
  append(blocks: Uint8Array): Promise<void>;
  backfill(): Backfill;
  /** Waits for what is under way. */
  close(): Promise<void>;
}

/**
 * Opens the store of a folder or a server. Throws with what to do where that cannot be reached, is in use, or has an
 * `otel_traces` that is no table of the Collector's.
 *
 * @example
 * const store = await openStore({ data: '.spanlink' });
 * const [row] = await store.query<{ spans: number }>(`SELECT count() AS spans FROM ${store.tables.index} FINAL WHERE
 * Entry = 'span'`);
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
      : await openRemote(clickhouse, database, cluster);
  try {
    return await prepare(engine, { ...options, database, ...(retention !== undefined && { retention }) });
  } catch (error) {
    await engine.close();
    throw error;
  }
}

async function prepare(engine: Engine, options: StoreOptions & { database: string }): Promise<Store> {
  const { database, cluster, retention } = options;
  const { layout, columns } = await findLayout(engine, {
    database,
    isEmbedded: engine.isEmbedded,
    ...(cluster !== undefined && { cluster }),
    ...(retention !== undefined && { retention }),
  });
  for (const statement of createStatements(layout)) await engine.command(statement);
  await applyRetention(engine, layout);
  const backfiller = new Backfiller(engine, layout);
  await backfiller.prepare();
  const filling = backfiller.run().catch((error: unknown) => options.onError?.(error));

  const append = (blocks: Uint8Array): Promise<void> => engine.append(layout.tables.traces, columns, blocks);
  const hasScope = columns.length === SPAN_COLUMNS.length;
  const block = (): SpanBlock => new SpanBlock(columns);
  return {
    storage: engine.isEmbedded ? 'embedded' : cluster === undefined ? 'server' : 'cluster',
    tables: layout.tables,
    scope: hasScope
      ? { name: 'ScopeName', version: 'ScopeVersion' }
      : { name: "SpanAttributes['otel.scope.name']", version: "SpanAttributes['otel.scope.version']" },
    query: (sql, params, signal) => engine.query(sql, params, signal),
    block,
    append,
    insert: (spans) => {
      const rows = block();
      for (const span of spans) writeRow(rows, span);
      return append(rows.finish().bytes);
    },
    backfill: () => backfiller.progress(),
    close: async () => {
      backfiller.stop();
      await filling;
      await engine.close();
    },
  };
}
