/** Summaries of traces: which span a trace has its name from. */
import { ask, microsAt, nanosAt } from './story';
import { closeAll, openForTest } from '../store/folder';
import { span, spanIdOf, traceIdOf } from '../store/spans';

afterEach(closeAll);

test('A trace is named by its first root, or else by its first span, and of one time by the first id', async () => {
  const store = await openForTest();
  const child = { parentSpanId: spanIdOf(99) };
  await store.insert([
    span(1, 1, { name: 'later root', time: nanosAt(20) }),
    span(1, 2, { name: 'first root', time: nanosAt(10) }),
    span(1, 3, { name: 'before both', time: nanosAt(0), ...child }),
    span(2, 4, { name: 'later child', time: nanosAt(20), ...child }),
    span(2, 5, { name: 'first child', time: nanosAt(10), ...child }),
    span(3, 7, { name: 'greater id', time: nanosAt(10) }),
    span(3, 6, { name: 'lesser id', time: nanosAt(10) }),
  ]);
  const { traces } = await ask(store, 'search');
  const named = new Map(traces.map(({ traceId, name, rootSpanId, start }) => [traceId, [name, rootSpanId, start]]));
  expect(named.get(traceIdOf(1))).toEqual(['first root', spanIdOf(2), microsAt(0)]);
  expect(named.get(traceIdOf(2))).toEqual(['first child', undefined, microsAt(10)]);
  expect(named.get(traceIdOf(3))).toEqual(['lesser id', spanIdOf(6), microsAt(10)]);
});
