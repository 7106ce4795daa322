/**
 * What a store needs of ClickHouse: the engine in this process, or a server. Both are reached through
 * `@clickhouse/client`.
 */

export interface Engine {
  readonly isEmbedded: boolean;
  /**
   * Rows of a `SELECT`; `{name:Type}` in it is bound to `params`, never put into the text. A server's connection is
   * given up at the signal; the engine in this process goes on to its end.
   */
  query<T>(sql: string, params?: Readonly<Record<string, unknown>>, signal?: AbortSignal): Promise<T[]>;
  /** A statement without an answer. */
  command(sql: string): Promise<void>;
  /** Inserts blocks of the format Native; resolves once the engine has them on disk. */
  append(table: string, columns: readonly string[], blocks: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

/** Numbers of 64 bits come as JSON numbers, from old servers too. */
export const READ_SETTINGS = { output_format_json_quote_64bit_integers: 0 } as const;

/** What was sent twice is made one when parts are merged: looking for it in each insert takes a third of its time. */
export const INSERT_SETTINGS = { optimize_on_insert: 0 } as const;
