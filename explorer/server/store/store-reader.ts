/** Reads a store for one question: within bounds of time and memory, and only while the client waits for the answer. */
import { jsonSize } from './json-size.js';
import type { Store } from './open-store.js';
import type { Tables } from './tables.js';

export interface StoreReader {
  readonly tables: Tables;
  readonly scope: Store['scope'];
  readonly received: Store['received'];
  readonly hasOwnColumns: Store['hasOwnColumns'];
  readonly held: Store['held'];
  /** True once the rows that were read are as many as one question may hold: a walk ends there. */
  readonly isFull: boolean;
  /**
   * Returns the rows of a `SELECT` that are few.
   *
   * @param params values for the placeholders `{name:Type}` in the text
   * @throws a {@link TooLargeError} if they are more than {@link FEW_BYTES}, or an error if reading takes too long or
   *   the client has gone
   */
  rows<T>(sql: string, params?: Readonly<Record<string, unknown>>): Promise<T[]>;
  /** Returns the few rows of a `SELECT` that finds them by the ids of the index, as `rows` does, and faster. */
  lookUp<T>(sql: string, params?: Readonly<Record<string, unknown>>): Promise<T[]>;
  /** Returns rows that may be many, up to {@link MANY_BYTES}. Waits until the question may hold so much. */
  manyRows<T>(sql: string, params?: Readonly<Record<string, unknown>>): Promise<T[]>;
}

/** The part of a store that questions read. */
export type ReadableStore = Pick<Store, 'query' | 'tables' | 'scope' | 'received' | 'hasOwnColumns' | 'held'>;

export interface ReaderOptions {
  /** Aborted when the client no longer waits. */
  readonly signal?: AbortSignal;
  /** Resolves once the question may hold many rows: few questions at once do. Called once at most. */
  readonly beforeManyRows?: () => Promise<void>;
}

/** The rows of a `SELECT` take more memory than one question may. */
export class TooLargeError extends Error {
  override readonly name = 'TooLargeError';
}

/** The bytes of rows that any question may hold, and one that reads many. */
export const FEW_BYTES = 4 * 1024 * 1024;
const MANY_BYTES = 32 * 1024 * 1024;
const FULL_BYTES = 96 * 1024 * 1024;

/** The seconds that one `SELECT` may take: the engine in this process cannot be told to stop. */
const MAX_SECONDS = 15;
/** The bytes that the engine may take for one `SELECT`: sorting holds all rows. */
const ENGINE_BYTES = 1024 * 1024 * 1024;

const SETTINGS = [
  `max_execution_time = ${MAX_SECONDS}`,
  `max_memory_usage = ${ENGINE_BYTES}`,
  // a single thread formats a few rows faster
  'output_format_parallel_formatting = 0',
].join(', ');
const FEW = `${SETTINGS}, max_result_bytes = ${FEW_BYTES}`;
// all columns of the granules in which an id is are read in any case: in one step rather than in several
const LOOK_UP = `${FEW}, optimize_move_to_prewhere = 0`;
const MANY = `${SETTINGS}, max_result_bytes = ${MANY_BYTES}`;

// ClickHouse's error codes: TOO_MANY_ROWS_OR_BYTES, MEMORY_LIMIT_EXCEEDED
const TOO_LARGE = ['396', '241'];

export function createStoreReader(store: ReadableStore, { signal, beforeManyRows }: ReaderOptions = {}): StoreReader {
  let bytes = 0;
  let admission: Promise<void> | undefined;
  const select = async <T>(sql: string, params: Readonly<Record<string, unknown>>, settings: string): Promise<T[]> => {
    signal?.throwIfAborted();
    const defined = Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined));
    const rows = await store.query<T>(`${sql}\nSETTINGS ${settings}`, defined, signal).catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && TOO_LARGE.includes(String(error.code)))
        throw new TooLargeError('This takes more memory than one question may.', { cause: error });
      throw error;
    });
    signal?.throwIfAborted();
    bytes += jsonSize(rows);
    return rows;
  };
  const admitted = (): Promise<void> => (admission ??= beforeManyRows?.() ?? Promise.resolve());
  const selectFew =
    (settings: string) =>
    async <T>(sql: string, params: Readonly<Record<string, unknown>> = {}): Promise<T[]> => {
      if (bytes > FEW_BYTES) await admitted();
      return select(sql, params, settings);
    };
  return {
    tables: store.tables,
    scope: store.scope,
    received: store.received,
    hasOwnColumns: store.hasOwnColumns,
    held: store.held,
    get isFull() {
      return bytes > FULL_BYTES;
    },
    rows: selectFew(FEW),
    lookUp: selectFew(LOOK_UP),
    manyRows: async (sql, params = {}) => {
      await admitted();
      return select(sql, params, MANY);
    },
  };
}
