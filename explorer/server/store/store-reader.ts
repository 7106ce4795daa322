/** Reads a store for one request: within a time limit, and only while the client waits for the answer. */
import type { Store } from './open-store.js';
import type { Tables } from './tables.js';

export interface StoreReader {
  readonly tables: Tables;
  readonly scope: Store['scope'];
  readonly received: Store['received'];
  readonly hasOwnColumns: Store['hasOwnColumns'];
  /**
   * Returns the rows of a `SELECT`.
   *
   * @param params values for the placeholders `{name:Type}` in the text
   * @throws if it takes too long, or if the client has gone
   */
  rows<T>(sql: string, params?: Readonly<Record<string, unknown>>): Promise<T[]>;
}

/** The part of a store that questions read. */
export type ReadableStore = Pick<Store, 'query' | 'tables' | 'scope' | 'received' | 'hasOwnColumns'>;

/** The seconds that one `SELECT` may take: the engine in this process cannot be told to stop. */
const MAX_SECONDS = 15;

// a single thread formats a few rows faster
const SETTINGS = `max_execution_time = ${MAX_SECONDS}, output_format_parallel_formatting = 0`;

/** @param signal aborted when the client no longer waits */
export const createStoreReader = (store: ReadableStore, signal?: AbortSignal): StoreReader => ({
  tables: store.tables,
  scope: store.scope,
  received: store.received,
  hasOwnColumns: store.hasOwnColumns,
  rows: async <T>(sql: string, params: Readonly<Record<string, unknown>> = {}): Promise<T[]> => {
    signal?.throwIfAborted();
    const defined = Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined));
    const rows = await store.query<T>(`${sql}\nSETTINGS ${SETTINGS}`, defined, signal);
    signal?.throwIfAborted();
    return rows;
  },
});
