/** What only the explorer's table has of a span's resource and scope: schemas, dropped counts, and attributes. */
import { ByteColumn, MapColumn } from './native-columns.js';

export class OriginColumns {
  readonly resourceSchemaUrl = new ByteColumn();
  /** The number of attributes that the SDK dropped. */
  readonly resourceDropped = new ByteColumn();
  readonly scopeSchemaUrl = new ByteColumn();
  readonly scopeAttributes = new MapColumn();
  readonly scopeDropped = new ByteColumn();

  /** The columns by name, with their types. */
  get columns() {
    return {
      ResourceSchemaUrl: ['String', this.resourceSchemaUrl],
      ResourceDroppedAttributesCount: ['UInt32', this.resourceDropped],
      ScopeSchemaUrl: ['String', this.scopeSchemaUrl],
      ScopeAttributes: ['Map(String, String)', ...this.scopeAttributes.streams],
      ScopeDroppedAttributesCount: ['UInt32', this.scopeDropped],
    } as const;
  }

  /** The bytes of all columns. */
  get length(): number {
    const { keys, values } = this.scopeAttributes;
    return this.resourceSchemaUrl.length + this.scopeSchemaUrl.length + keys.length + values.length;
  }

  /** Writes the row of another one that has one row. */
  append(other: OriginColumns): void {
    this.resourceSchemaUrl.append(other.resourceSchemaUrl);
    this.resourceDropped.append(other.resourceDropped);
    this.scopeSchemaUrl.append(other.scopeSchemaUrl);
    this.scopeAttributes.appendEntries(other.scopeAttributes);
    this.scopeDropped.append(other.scopeDropped);
  }

  clearResource(): void {
    this.resourceSchemaUrl.clear();
    this.resourceDropped.clear();
  }

  clearScope(): void {
    this.scopeSchemaUrl.clear();
    this.scopeAttributes.clear();
    this.scopeDropped.clear();
  }

  clear(): void {
    this.clearResource();
    this.clearScope();
  }
}
