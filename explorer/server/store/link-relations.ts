/** The relations of links: the first of the attributes in which libraries name it, as `relationSql` finds them. */
import { DictionaryColumn } from './dictionary-column.js';
import { RELATION_ATTRIBUTES } from './index-table.js';
import { forEachText } from './indexed-text.js';
import type { SpanColumns } from './span-columns.js';

/** Reads the relation of each link, in a column whose first value is the empty text. */
export function readRelations(links: SpanColumns['links']): DictionaryColumn {
  const relations = new DictionaryColumn();
  relations.dictionary.numberOf(NONE, 0, 0);
  const { offsets, keys, values } = links.attributes;
  const ranks = Array.from({ length: keys.dictionary.size }, (_, number) =>
    RELATION_ATTRIBUTES.indexOf(keys.dictionary.valueOf(number).toString()),
  );
  const keyNumbers = keys.numbers;
  let link = 0;
  let [best, from, to] = [Infinity, 0, 0];
  const endLinks = (item: number): void => {
    for (; link < links.offsets.count && offsets.column.bytes.readUInt32LE(link * 8) <= item; link += 1) {
      relations.writeUtf8(values.bytes, from, to);
      [best, from, to] = [Infinity, 0, 0];
    }
  };
  forEachText(values, (item, start, end) => {
    endLinks(item);
    const rank = ranks[keyNumbers[item] ?? 0] ?? -1;
    if (rank >= 0 && rank < best && end > start) [best, from, to] = [rank, start, end];
  });
  endLinks(offsets.count);
  return relations;
}

const NONE = Buffer.alloc(0);
