/** What an explorer answers of a trace: why it is kept, or is not, and until when it is held. */
import type { KeptAnswer } from '../../api/answers';
import { answerText } from '../../server/mcp/answer-text';
import type { KeptRow } from '../../server/store/keep-schema';
import type { Store } from '../../server/store/open-store';
import { ask } from '../query/story';
import { openForTest } from '../store/folder';
import { because, closeAllKeeping, ERRORS, failed, keeping, spanOf, storeAlone } from './keeping';
import { encodeRequest, traceId } from './requests';

const HOUR = 3_600_000;
/** Between two notes of how far deciding has come. */
const SAVED = 5000;

afterEach(closeAllKeeping);

const keptOf = (store: Store, name: string): Promise<KeptAnswer> => ask(store, 'kept', '', { trace: traceId(name) });

const names = (prefix: string, count: number): string[] => Array.from({ length: count }, (_, each) => prefix + each);
const spansOf = (...traces: string[]): Buffer =>
  encodeRequest({ resource: { host: 'h' }, spans: traces.map((name) => spanOf(name)) });

function clock(): { readonly now: () => number; readonly pass: (ms: number) => void } {
  let time = Date.now();
  return { now: () => time, pass: (ms) => void (time += ms) };
}

test('A trace is kept by policies, or for another one, and told with each of its stories', async () => {
  const { now, pass } = clock();
  const { send, forwarded, store } = await keeping(
    `hold: 2h\npolicies: [${ERRORS}, { name: big, type: span_count, span_count: { min_spans: 2 } }]`,
    { now },
  );
  const came = now();
  await send(spanOf('order'), spanOf('bystander'));
  await send(spanOf('one', { ...failed, ...because('order') }), { name: 'more', trace: 'one' });
  await send(spanOf('two', { ...failed, ...because('one') }));
  await forwarded();
  pass(SAVED);
  await forwarded();

  const order = await keptOf(store, 'order');
  expect(order).toMatchObject({ traceId: traceId('order'), state: 'kept', heldSpans: 1, isCut: false });
  expect(order.goneAt).toBe((came + 2 * HOUR) * 1000);
  expect(new Set(order.stories.map(({ keptFor, role, hops }) => `${role} of ${keptFor}, ${hops}`))).toEqual(
    new Set([`cause of ${traceId('one')}, 1`, `cause of ${traceId('two')}, 2`]),
  );
  const one = await keptOf(store, 'one');
  expect(one.heldSpans).toBe(2);
  expect(one.stories[0]).toMatchObject({ role: 'policy', keptFor: traceId('one'), hops: 0 });
  expect(one.stories[0]?.policies).toEqual(['errors', 'big']);
  expect(await keptOf(store, 'bystander')).toMatchObject({ state: 'not_kept', stories: [], heldSpans: 1 });
  expect(await keptOf(store, 'nobody')).toEqual({
    ...{ traceId: traceId('nobody'), state: 'not_held', stories: [], heldSpans: 0, isCut: false, cutBy: [] },
  });

  const text = answerText('kept', order, 1000);
  expect(text).toContain(`trace ${traceId('order')} is kept and forwarded · 1 span held until 20`);
  expect(text).toContain(`as a cause of trace ${traceId('one')}, 1 link away`);
  expect(answerText('kept', one, 1000)).toContain('by errors, big · 20');
});

test('A trace is undecided until nothing came for the time of decision_wait', async () => {
  const { now, pass } = clock();
  const { send, forwarded, store } = await keeping(`policies: [${ERRORS}]`, { now, wait: '60s' });
  await send(spanOf('order'));
  pass(SAVED);
  await forwarded();
  expect(await keptOf(store, 'order')).toMatchObject({ state: 'undecided' });
  pass(61_000);
  await forwarded();
  pass(SAVED);
  await forwarded();
  expect(await keptOf(store, 'order')).toMatchObject({ state: 'not_kept' });
});

test('Searches find traces by what becomes of them, and by the policy that keeps them', async () => {
  const { now, pass } = clock();
  const store = await openForTest();
  await storeAlone(store, spansOf('earlier'));
  const { send, forwarded } = await keeping(
    `policies: [${ERRORS}, { name: big, type: span_count, span_count: { min_spans: 2 } }]`,
    { now, wait: '60s', store },
  );
  await send(spanOf('order'), spanOf('bystander'), spanOf('large'), spanOf('large', { id: '00000000000000bb' }));
  await send(spanOf('ship', { ...failed, ...because('order') }));
  pass(61_000);
  await forwarded();
  pass(SAVED);
  await forwarded();
  await send(spanOf('late'), spanOf('again', { ...failed, ...because('order') }));

  const found = async (query: string): Promise<string[]> => {
    const { traces } = await ask(store, 'search', query);
    return traces.map(({ name }) => name).sort();
  };
  expect(await found('')).toEqual(['again', 'bystander', 'earlier', 'large', 'late', 'order', 'ship']);
  expect(await found('kept=kept')).toEqual(['large', 'order', 'ship']);
  expect(await found('kept=not_kept')).toEqual(['bystander']);
  expect(await found('kept=undecided')).toEqual(['again', 'late']);
  expect(await found('policy=errors')).toEqual(['ship']);
  expect(await found('policy=big&kept=kept')).toEqual(['large']);
  expect(await found('policy=errors&kept=not_kept')).toEqual([]);
  expect(await found('policy=nobody')).toEqual([]);
  expect(await found('kept=kept&status=error')).toEqual(['ship']);
  expect(await found('kept=not_kept&status=error')).toEqual([]);
  expect(await found('kept=not_kept&causedBy.name=order')).toEqual([]);
  expect(await found('kept=undecided&causedBy.name=order')).toEqual(['again']);
  expect((await ask(store, 'search', 'kept=kept')).traces.map(({ matches }) => matches)).toEqual([[], [], []]);
});

test('Pages of traces that are not kept pass over many that are, and over those that came before', async () => {
  const store = await openForTest();
  await storeAlone(store, spansOf(...names('earlier', 60)));
  const { send, forwarded } = await keeping(`policies: [${ERRORS}]`, { store });
  await send(...names('calm', 30).map((name) => spanOf(name)));
  await send(...names('failing', 90).map((name) => spanOf(name, failed)));
  await forwarded();
  const pages: string[][] = [];
  let before: string | undefined;
  do {
    const answer = await ask(
      store,
      'search',
      `kept=not_kept&limit=7${before === undefined ? '' : `&before=${before}`}`,
    );
    pages.push(answer.traces.map(({ name }) => name));
    before = answer.next;
  } while (before !== undefined);
  expect(pages.flat().sort()).toEqual(names('calm', 30).sort());
});

test('An explorer that keeps nothing says so', async () => {
  const store = await openForTest();
  const answer = await keptOf(store, 'order');
  expect(answer).toMatchObject({ state: 'off', stories: [], heldSpans: 0 });
  expect(answerText('kept', answer, 1000)).toContain('this explorer was started without --keep');
});

test('Of many stories that a trace is part of, the first are told, and that there are more', async () => {
  const store = await openForTest();
  const { insert } = await store.openKeepTables(HOUR);
  const row = (place: number): KeptRow => ({
    ...{
      Trace: traceId('order'),
      Seed: place.toString(16).padStart(32, '0'),
      Role: 'cause',
      Hops: 1,
      Policies: 'errors',
    },
    ...{ Threshold: '', Randomness: '', Place: BigInt(place), Decided: Date.now() },
  });
  const rows = Array.from({ length: 101 }, (_, index) => row(index + 1));
  await insert('kept', rows.slice(0, 100));
  expect(await keptOf(store, 'order')).toMatchObject({ state: 'kept', cutBy: [] });
  await insert('kept', rows.slice(100));
  const { stories, cutBy } = await keptOf(store, 'order');
  expect([stories.map(({ keptFor }) => keptFor), cutBy]).toEqual([
    rows.slice(0, 100).map(({ Seed }) => Seed),
    ['rows'],
  ]);
});
