/** Writes the counts of what SDKs dropped. */
import type { MessageFields } from '../otlp/message-fields.js';
import type { ProtobufReader } from '../otlp/protobuf-reader.js';
import type { ByteColumn } from '../store/native-columns.js';

/** Writes the number in a field; 0 if it is absent. */
export const writeCount = (
  reader: ProtobufReader,
  column: ByteColumn,
  fields: MessageFields,
  fieldNumber: number,
): void => column.writeUInt32(fields.has(fieldNumber) ? reader.readInt32(fields.start(fieldNumber)) : 0);
