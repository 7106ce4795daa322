/** What only the explorer's table has of a span's resource and scope: schemas, dropped counts, and attributes. */
import { DictionaryColumn } from './dictionary-column.js';
import { MapColumn } from './map-column.js';
import { ByteColumn } from './native-columns.js';

export class OriginColumns {
  readonly resourceSchemaUrl: DictionaryColumn;
  /** The number of attributes that the SDK dropped. */
  readonly resourceDropped = new ByteColumn();
  readonly scopeSchemaUrl: DictionaryColumn;
  readonly scopeAttributes: MapColumn;
  readonly scopeDropped = new ByteColumn();

  /** @param sharing those whose dictionaries it uses, so that they can append its rows */
  constructor(sharing?: OriginColumns) {
    this.resourceSchemaUrl = new DictionaryColumn(sharing?.resourceSchemaUrl.dictionary);
    this.scopeSchemaUrl = new DictionaryColumn(sharing?.scopeSchemaUrl.dictionary);
    this.scopeAttributes = new MapColumn(sharing?.scopeAttributes.keys.dictionary);
  }

  /** The columns by name, with their types. */
  get columns() {
    return {
      ResourceSchemaUrl: ['LowCardinality(String)', this.resourceSchemaUrl],
      ResourceDroppedAttributesCount: ['UInt32', this.resourceDropped],
      ScopeSchemaUrl: ['LowCardinality(String)', this.scopeSchemaUrl],
      ScopeAttributes: ['Map(LowCardinality(String), String)', ...this.scopeAttributes.streams],
      ScopeDroppedAttributesCount: ['UInt32', this.scopeDropped],
    } as const;
  }

  /** The bytes that its rows take, without the texts in dictionaries. */
  get size(): number {
    return this.scopeAttributes.size;
  }

  /** Writes the row of another one that has one row, and shares the dictionaries. */
  append(other: OriginColumns): void {
    this.resourceSchemaUrl.append(other.resourceSchemaUrl);
    this.resourceDropped.append(other.resourceDropped);
    this.scopeSchemaUrl.append(other.scopeSchemaUrl);
    this.scopeAttributes.appendEntries(other.scopeAttributes);
    this.scopeDropped.append(other.scopeDropped);
  }

  /** Drops the row of a resource, and keeps the dictionaries. */
  clearResource(): void {
    this.resourceSchemaUrl.clearRows();
    this.resourceDropped.clear();
  }

  /** Drops the row of a scope, and keeps the dictionaries. */
  clearScope(): void {
    this.scopeSchemaUrl.clearRows();
    this.scopeAttributes.clearEntries();
    this.scopeDropped.clear();
  }

  clear(): void {
    this.clearResource();
    this.clearScope();
    for (const column of [this.resourceSchemaUrl, this.scopeSchemaUrl, this.scopeAttributes]) column.clear();
  }
}
