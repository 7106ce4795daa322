/** Rows of any table as a block of ClickHouse's Native format. */
import { encodeBlock, encodeHeader } from './encode-block.js';
import { ByteColumn } from './native-columns.js';

/** The types of columns that rows are written with, and the values that they take. */
export interface ColumnValues {
  /** 16 bytes, as hex digits. */
  readonly 'FixedString(16)': string;
  readonly String: Uint8Array | string;
  readonly UInt64: bigint;
  readonly UInt32: number;
  /** Milliseconds since 1970. */
  readonly 'DateTime64(3)': number;
  readonly 'Array(UInt64)': readonly bigint[];
}

type ColumnType = keyof ColumnValues;

/** A row with a value for each column. */
export type RowOf<C extends Readonly<Record<string, ColumnType>>> = {
  readonly [Name in keyof C]: ColumnValues[C[Name]];
};

/** The streams of a column: of an array, its offsets come before its items. */
type Streams = readonly ByteColumn[];

export class TableBlock<C extends Readonly<Record<string, ColumnType>>> {
  readonly #columns: readonly {
    readonly name: keyof C & string;
    readonly type: ColumnType;
    readonly streams: Streams;
  }[];
  #rows = 0;

  /** @param columns their types by name */
  constructor(columns: C) {
    this.#columns = Object.entries(columns).map(([name, type]) => ({
      name,
      type,
      streams: type === 'Array(UInt64)' ? [new ByteColumn(), new ByteColumn()] : [new ByteColumn()],
    }));
  }

  add(row: RowOf<C>): void {
    for (const { name, type, streams } of this.#columns) WRITERS[type](streams, row[name] as never);
    this.#rows += 1;
  }

  /** Returns the rows as a block, and empties the columns. */
  finish(): Buffer {
    const block = encodeBlock(
      this.#rows,
      this.#columns.map(({ name, type, streams }) => ({
        header: encodeHeader(name, type),
        parts: streams.map(({ written }) => written),
      })),
    );
    for (const { streams } of this.#columns) for (const stream of streams) stream.clear();
    this.#rows = 0;
    return block;
  }
}

const WRITERS: { readonly [T in ColumnType]: (streams: Streams, value: ColumnValues[T]) => void } = {
  'FixedString(16)': ([column], digits) => {
    const id = Buffer.alloc(16);
    id.write(digits, 'hex');
    for (const half of [0, 8]) column?.writeUInt64(id.readInt32LE(half), id.readInt32LE(half + 4));
  },
  String: ([column], value) => {
    if (typeof value === 'string') column?.writeString(value);
    else column?.writeUtf8(value, 0, value.length);
  },
  UInt64: ([column], value) => column && writeUInt64(column, value),
  UInt32: ([column], value) => column?.writeUInt32(value),
  'DateTime64(3)': ([column], value) => column?.writeUInt64(value, Math.floor(value / 2 ** 32)),
  'Array(UInt64)': ([offsets, items], values) => {
    for (const value of values) if (items) writeUInt64(items, value);
    offsets?.writeUInt64((items?.length ?? 0) / 8, 0);
  },
};

const writeUInt64 = (column: ByteColumn, value: bigint): void =>
  column.writeUInt64(Number(BigInt.asIntN(32, value)), Number(BigInt.asIntN(32, value >> 32n)));
