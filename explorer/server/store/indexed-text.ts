/** Texts as the index has them: cut to what lists show, and what shows that they are longer. */
import { MAX_INDEXED_TEXT } from './index-table.js';
import { ByteColumn } from './native-columns.js';

/** Returns a column of Strings with each of them cut. */
export function cutTexts(column: ByteColumn): Buffer {
  // a text has no more characters than bytes
  if (column.longest <= MAX_INDEXED_TEXT) return column.written;
  const cut = new ByteColumn();
  forEachText(column, (_, start, end) => {
    if (end - start <= MAX_INDEXED_TEXT) cut.writeUtf8(column.bytes, start, end);
    else
      cut.writeString(
        Array.from(column.bytes.toString('utf8', start, end))
          .slice(0, MAX_INDEXED_TEXT)
          .join(''),
      );
  });
  return cut.written;
}

/** Calls a function with the number of each String of a column, and where its bytes are. */
export function forEachText(
  { bytes, length }: ByteColumn,
  call: (item: number, start: number, end: number) => void,
): void {
  let position = 0;
  for (let item = 0; position < length; item += 1) {
    let size = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[position++] ?? 0;
      size |= (byte & 127) << shift;
      if (byte < 128) break;
    }
    call(item, position, position + size);
    position += size;
  }
}
