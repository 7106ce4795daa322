/** A story told by traces, whose answers are known by hand; and a question about it, as tests ask one. */
import { readQuestion } from '../../api/questions';
import type { QuestionName } from '../../api/questions';
import { answerQuestion } from '../../server/query/answer-question';
import type { Answers } from '../../api/answers-by-question';
import { createStoreReader } from '../../server/store/store-reader';
import type { ExplorerInfo } from '../../server/query/questions/status';
import type { Store } from '../../server/store/open-store';
import type { SpanRow } from '../../server/store/span-row';
import { link, span, spanIdOf, START } from '../store/spans';

export const explorerInfo: ExplorerInfo = {
  version: '0.0.0',
  storage: 'embedded',
  backfill: { isDone: true, done: 0, total: 0 },
  receivers: {},
  openIn: [],
};

/** Asks a question as a URL does: `ask(store, 'graph', 'trace=…&hops=2')`. */
export const ask = <N extends QuestionName>(
  store: Store,
  name: N,
  query: string = '',
  inPath: Readonly<Record<string, string>> = {},
): Promise<Answers[N]> =>
  answerQuestion(name, createStoreReader(store), readQuestion(name, new URLSearchParams(query), inPath), explorerInfo);

/** A time so many milliseconds after the start of the story: in nanoseconds for rows, in microseconds for answers. */
export const nanosAt = (ms: number): bigint => START + BigInt(ms) * 1_000_000n;
export const microsAt = (ms: number): number => Number(START / 1000n) + ms * 1000;

const relation = (name: string): Record<string, string> => ({ 'spanlink.relation': name });

const lasting = (from: number, to: number): Pick<SpanRow, 'time' | 'duration'> => ({
  time: nanosAt(from),
  duration: BigInt(to - from) * 1_000_000n,
});

/**
 * Two orders are placed (traces 1 and 2), processed in one batch (3), and the first of them fails, is tried again (4),
 * and is buried (5), whose origin is also linked. Trace 9 has nothing to do with them. A link of the burial points to a
 * trace 99 that was never received.
 *
 * ```
 * 1: 11 POST 0-10 shop → 12 place 2-8 orders        2: 21 POST 5-15 → 22 place 6-14
 * 3: 31 process 100-200 worker → 32 fulfil 110-150 ✗ (order 1) → 33 charge 115-140 ✗;  34 fulfil 150-190 (order 2)
 * 4: 41 retry 1000-1100 retry ✗ → 42 charge 1010-1090 ✗
 * 5: 51 bury 3000-3010 dead
 * ```
 */
export const story: readonly SpanRow[] = [
  span(1, 0x11, { ...lasting(0, 10), name: 'POST', service: 'shop', kind: 'Client', attributes: { 'order.id': '42' } }),
  span(1, 0x12, {
    ...lasting(2, 8),
    name: 'place',
    service: 'orders',
    kind: 'Producer',
    parentSpanId: spanIdOf(0x11),
    attributes: { 'order.id': '42', 'job.id': 'a=b' },
  }),
  span(2, 0x21, { ...lasting(5, 15), name: 'POST', service: 'shop', kind: 'Client' }),
  span(2, 0x22, {
    ...lasting(6, 14),
    name: 'place',
    service: 'orders',
    kind: 'Producer',
    parentSpanId: spanIdOf(0x21),
    attributes: { 'order.id': '43' },
  }),
  span(3, 0x31, {
    ...lasting(100, 200),
    name: 'process',
    service: 'worker',
    kind: 'Consumer',
    links: [link(1, 0x12, relation('batch_item')), link(2, 0x22, relation('batch_item'))],
  }),
  span(3, 0x32, {
    ...lasting(110, 150),
    name: 'fulfil',
    service: 'worker',
    parentSpanId: spanIdOf(0x31),
    status: 'Error',
    statusMessage: 'card declined',
  }),
  span(3, 0x33, {
    ...lasting(115, 140),
    name: 'charge',
    service: 'payments',
    kind: 'Server',
    parentSpanId: spanIdOf(0x32),
    status: 'Error',
  }),
  span(3, 0x34, {
    ...lasting(150, 190),
    name: 'fulfil',
    service: 'worker',
    parentSpanId: spanIdOf(0x31),
    status: 'Ok',
  }),
  span(4, 0x41, {
    ...lasting(1000, 1100),
    name: 'retry',
    service: 'retry',
    status: 'Error',
    links: [link(3, 0x32, relation('retry_of'))],
  }),
  span(4, 0x42, {
    ...lasting(1010, 1090),
    name: 'charge',
    service: 'payments',
    kind: 'Server',
    parentSpanId: spanIdOf(0x41),
    status: 'Error',
  }),
  span(5, 0x51, {
    ...lasting(3000, 3010),
    name: 'bury',
    service: 'dead',
    links: [
      link(4, 0x41, relation('dead_letter_of')),
      link(1, 0x12, relation('origin')),
      link(99, 0x991, { note: 'never received' }),
    ],
    events: [{ time: nanosAt(3005), name: 'buried', attributes: { depth: '6' } }],
    attributes: { text: `'"\\\n<script>` },
    traceState: 'a=1',
  }),
  span(9, 0x91, { ...lasting(50, 60), name: 'ping', service: 'shop' }),
];
