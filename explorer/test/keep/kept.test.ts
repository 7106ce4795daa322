/** What an explorer answers of a trace: why it is kept, or is not, and until when it is held. */
import type { KeptAnswer } from '../../api/answers';
import { answerText } from '../../server/mcp/answer-text';
import type { Store } from '../../server/store/open-store';
import { ask } from '../query/story';
import { openForTest } from '../store/folder';
import { because, closeAllKeeping, ERRORS, failed, keeping, spanOf } from './keeping';
import { traceId } from './requests';

const HOUR = 3_600_000;
/** Between two notes of how far deciding has come. */
const SAVED = 5000;

afterEach(closeAllKeeping);

const keptOf = (store: Store, name: string): Promise<KeptAnswer> => ask(store, 'kept', '', { trace: traceId(name) });

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

test('An explorer that keeps nothing says so', async () => {
  const store = await openForTest();
  const answer = await keptOf(store, 'order');
  expect(answer).toMatchObject({ state: 'off', stories: [], heldSpans: 0 });
  expect(answerText('kept', answer, 1000)).toContain('this explorer was started without --keep');
});
