/** Encodes blocks in ClickHouse's Native format. */
import { DICTIONARY_PREFIX } from './dictionary-column.js';
import { ByteColumn } from './native-columns.js';

/** A column of a block: the parts of the streams that its type has. */
export interface BlockColumn {
  readonly header: Buffer;
  readonly parts: readonly Buffer[];
}

/** Encodes what comes before the data of a column. */
export function encodeHeader(name: string, type: string): Buffer {
  const header = new ByteColumn();
  header.writeString(name);
  header.writeString(type);
  return Buffer.concat([header.written, ...(type.includes('LowCardinality') ? [DICTIONARY_PREFIX] : [])]);
}

/** Encodes a block of so many rows. */
export function encodeBlock(rows: number, columns: readonly BlockColumn[]): Buffer {
  const size = new ByteColumn();
  size.writeVarUInt(columns.length);
  size.writeVarUInt(rows);
  return Buffer.concat([size.written, ...columns.flatMap(({ header, parts }) => [header, ...parts])]);
}
