/** The traces that a block of spans names, to those who wait for them. */
import { ALL_COLUMNS } from '../../server/store/detect-schema.js';
import { SpanBlock } from '../../server/store/span-block.js';
import { writeRow } from '../../server/store/span-row.js';
import { link, span, traceIdOf } from './spans.js';

test('A finished block names the traces of its spans and of their links, also when others are written', () => {
  const block = new SpanBlock(ALL_COLUMNS);
  writeRow(block, span(1, 1, { links: [link(0xfedc, 1), link(3, 2)] }));
  writeRow(block, span(2, 2));
  writeRow(block, span(1, 3));
  const first = block.finish();
  writeRow(block, span(9, 9));
  const second = block.finish();
  expect([...first.traces()]).toEqual([1, 2, 1].map(traceIdOf));
  expect([...first.linkedTraces()]).toEqual([0xfedc, 3].map(traceIdOf));
  expect([second.count, [...second.traces()], [...second.linkedTraces()]]).toEqual([1, [traceIdOf(9)], []]);
});
