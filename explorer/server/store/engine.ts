/** ClickHouse as a store uses it: the engine in this process, or a server. Both speak through `@clickhouse/client`. */

export interface Engine {
  readonly isEmbedded: boolean;
  /**
   * Returns the rows of a `SELECT`.
   *
   * @param params values for the placeholders `{name:Type}`; never put them into the text
   * @param signal aborts the connection to a server; the engine in this process finishes the query
   */
  query<T>(sql: string, params?: Readonly<Record<string, unknown>>, signal?: AbortSignal): Promise<T[]>;
  /** Runs a statement that returns no rows. */
  command(sql: string): Promise<void>;
  /**
   * Does inserts that belong together; resolves once the engine has all of them on disk. If this process ends before
   * that, `recover` of the next one does the rest.
   */
  append(inserts: readonly Insert[]): Promise<void>;
  /**
   * Does the inserts that an earlier process began. Call it once the tables are there.
   *
   * @param onError called if one of them is refused; it is not tried again
   */
  recover(onError: (error: unknown) => void): Promise<void>;
  close(): Promise<void>;
}

/** Blocks in the format Native for a table. */
export interface Insert {
  readonly table: string;
  readonly columns: readonly string[];
  readonly blocks: Uint8Array;
}

/** Has 64-bit numbers returned as JSON numbers, by old servers too. */
export const READ_SETTINGS = { output_format_json_quote_64bit_integers: 0 } as const;

/** Leaves duplicates to the merging of parts: looking for them takes a third of the time of an insert. */
export const INSERT_SETTINGS = { optimize_on_insert: 0 } as const;
