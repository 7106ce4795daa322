/** Columns of Map(LowCardinality(String), String), which the format Native writes as an Array of keys and values. */
import { DictionaryColumn } from './dictionary-column.js';
import type { Dictionary } from './dictionary-column.js';
import { ArrayOffsets, ByteColumn } from './native-columns.js';
import type { WrittenColumn } from './native-columns.js';

export class MapColumn {
  readonly offsets = new ArrayOffsets();
  readonly keys: DictionaryColumn;
  readonly values = new ByteColumn();

  /** @param keys those of another column, whose entries can then be appended to this one */
  constructor(keys?: Dictionary) {
    this.keys = new DictionaryColumn(keys);
  }

  /** The streams of the column, in the format's order. */
  get streams(): readonly WrittenColumn[] {
    return [this.offsets.column, this.keys, this.values];
  }

  /** The bytes that its entries take, without the keys. */
  get size(): number {
    return this.values.length + 4 * this.keys.rows;
  }

  /** Adds an entry to the map that is being written. */
  addEntry(key: string, value: string): void {
    this.keys.writeString(key);
    this.values.writeString(value);
    this.offsets.addItems(1);
  }

  /** Adds the entries of all maps of a column that shares the keys. */
  appendEntries(other: MapColumn): void {
    this.keys.append(other.keys);
    this.values.append(other.values);
    this.offsets.addItems(other.offsets.count);
  }

  /** Drops the entries, and keeps the dictionary. */
  clearEntries(): void {
    this.offsets.clear();
    this.keys.clearRows();
    this.values.clear();
  }

  clear(): void {
    this.clearEntries();
    this.keys.dictionary.clear();
  }
}
