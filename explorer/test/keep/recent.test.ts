/** What is in memory of traces: the same stories and first causes as in the store, and nothing that is not whole. */
import fc from 'fast-check';
import { Decider } from '../../server/keep/decide/decider';
import { Observer } from '../../server/keep/decide/observer';
import { firstCause, firstCauseInMemory } from '../../server/keep/follow/first-cause';
import { followStory, followStoryInMemory } from '../../server/keep/follow/follow-story';
import { splitRequest } from '../../server/keep/fragments/fragments';
import { IdFilter } from '../../server/keep/recent/id-filter';
import { RecentTraces } from '../../server/keep/recent/recent-traces';
import { readKeepFile } from '../../server/keep/rules/read-keep-file';
import { IndexCache } from '../../server/query/index/index-cache';
import { LIMITS } from '../../server/receive/limits';
import { RequestDecoder } from '../../server/receive/request-decoder';
import { createStoreReader } from '../../server/store/store-reader';
import { closeAll, openForTest } from '../store/folder';
import { because, closeAllKeeping, ERRORS, failed, keeping, spanOf } from './keeping';
import { encodeRequest, traceId } from './requests';
import type { TestSpan } from './requests';

afterEach(async () => {
  await closeAllKeeping();
  await closeAll();
});

const FOLLOW = { causes: Infinity, effects: Infinity, mostTraces: 10_000 };
const MIB = 1024 * 1024;
const observer = new Observer(new Decider(readKeepFile(`policies: [${ERRORS}]`, 'keep.yaml').rules).conditions);

function loadedFilter(hold = 86_400_000): IdFilter {
  const filter = new IdFilter(hold);
  filter.isLoaded = true;
  return filter;
}

function addTo(recent: RecentTraces, request: Buffer): void {
  for (const { traceId: trace, request: bytes } of splitRequest(request, MIB)) {
    const evidence = new Map();
    recent.add(trace, observer.observe(trace, bytes, evidence), evidence, 1);
  }
}

const idOf = (span: number): string => (span + 1).toString(16).padStart(16, '0');

/** Requests of spans in six traces, with a parent of their trace or of none, and links to spans that may not come. */
const anyRequests: fc.Arbitrary<TestSpan[][]> = fc
  .array(
    fc.record({
      trace: fc.integer({ min: 1, max: 6 }),
      parent: fc.option(fc.nat(20), { nil: undefined }),
      links: fc.array(fc.nat(25), { maxLength: 2 }),
      start: fc.bigInt(0n, 5_000n),
      isLast: fc.boolean(),
    }),
    { minLength: 1, maxLength: 14 },
  )
  .map((all) => {
    const traceOf = (span: number): string => `trace ${all[span]?.trace ?? 1 + (span % 9)}`;
    const requests: TestSpan[][] = [[]];
    for (const [span, { parent, links, start, isLast }] of all.entries()) {
      requests.at(-1)?.push({
        trace: traceOf(span),
        id: idOf(span),
        start,
        ...(parent !== undefined && { parent: idOf(parent) }),
        links: links.map((target) => ({ to: traceOf(target), span: idOf(target) })),
      });
      if (isLast) requests.push([]);
    }
    return requests.filter((spans) => spans.length > 0);
  });

test('Stories and first causes of traces in memory are those of the store.', async () => {
  await fc.assert(
    fc.asyncProperty(anyRequests, async (requests) => {
      const store = await openForTest();
      const recent = new RecentTraces(loadedFilter(), MIB);
      for (const spans of requests) {
        const request = encodeRequest({ spans });
        const block = store.block();
        new RequestDecoder(block, LIMITS).decode(request);
        await store.append(block.finish().rows);
        addTo(recent, request);
      }
      const cache = new IndexCache(createStoreReader(store));
      for (const trace of new Set(requests.flat().map((span) => traceId(span.trace ?? '')))) {
        const inMemory = followStoryInMemory(recent, trace, FOLLOW);
        const inStore = await followStory(cache, trace, FOLLOW);
        const sorted = <T>(members: readonly T[] | undefined): string[] | undefined =>
          members?.map((member) => JSON.stringify(member)).sort();
        expect(sorted(inMemory?.members)).toEqual(sorted(inStore.members));
        expect(firstCauseInMemory(recent, trace, FOLLOW)).toBe(await firstCause(cache, trace, FOLLOW));
      }
      await closeAll();
    }),
    { numRuns: 25 },
  );
});

test('A story in memory goes on behind the span that carries a link, and behind what was called within it.', () => {
  const recent = new RecentTraces(loadedFilter(), MIB);
  const linkTo = (to: string, span: number): TestSpan => ({ links: [{ to, span: idOf(span) }] });
  addTo(recent, encodeRequest({ spans: [{ trace: 'order', id: idOf(0) }] }));
  addTo(
    recent,
    encodeRequest({
      spans: [
        { trace: 'batch', id: idOf(1), ...linkTo('order', 0) },
        { trace: 'batch', id: idOf(2), parent: idOf(1) },
        { trace: 'batch', id: idOf(3) },
      ],
    }),
  );
  for (const [name, span] of [
    ['retry', 1],
    ['mail', 2],
    ['sibling', 3],
  ] as const)
    addTo(recent, encodeRequest({ spans: [{ trace: name, id: idOf(9), ...linkTo('batch', span) }] }));
  const members = followStoryInMemory(recent, traceId('order'), FOLLOW)?.members.map((member) => member.traceId);
  expect(members?.sort()).toEqual(['order', 'batch', 'retry', 'mail'].map(traceId).sort());
});

describe('A trace is not in memory', () => {
  const add = (spans: readonly TestSpan[][], maxBytes = MIB, filter = loadedFilter()): RecentTraces => {
    const recent = new RecentTraces(filter, maxBytes);
    for (const ofRequest of spans) addTo(recent, encodeRequest({ spans: ofRequest }));
    return recent;
  };
  const many = (count: number): TestSpan[] =>
    Array.from({ length: count }, (_, index) => ({ trace: 'order', id: idOf(index) }));

  test.each<[string, RecentTraces]>([
    ['after a span of it was sent again', add([[spanOf('order')], [spanOf('order')]])],
    ['if it has many spans', add([many(129)])],
    [
      'if many links point to it',
      add([Array.from({ length: 129 }, (_, n) => spanOf(`effect ${n}`, because('order')))]),
    ],
    ['if others took its room', add([many(1), ...Array.from({ length: 9 }, (_, n) => [spanOf(`${n}`)])], 5000)],
    ['while the ids of earlier processes are loaded', add([many(1)], MIB, new IdFilter(1000))],
  ])('%s.', (_, recent) => {
    expect(recent.get(traceId('order'))).toBeUndefined();
    addTo(recent, encodeRequest({ spans: [{ trace: 'order', id: 'ff00000000000000' }] }));
    // what comes later is not all of it
    expect(recent.get(traceId('order'))).toBeUndefined();
  });

  test('if spans of it were read from a file.', () => {
    const recent = add([many(2)]);
    expect(recent.get(traceId('order'))?.evidence.spans).toBe(2);
    recent.forget([traceId('order')], 1);
    expect(recent.get(traceId('order'))).toBeUndefined();
  });
});

test('A trace is in memory with as many spans and links as it may have.', () => {
  const recent = new RecentTraces(loadedFilter(), MIB);
  const links = Array.from({ length: 128 }, (_, index) => ({ to: 'cause', span: idOf(index) }));
  const spans = Array.from({ length: 128 }, (_, index) => ({ trace: 'order', id: idOf(index) }));
  addTo(recent, encodeRequest({ spans: [{ ...spans[0], links }, ...spans.slice(1)] }));
  expect(recent.get(traceId('order'))?.evidence.spans).toBe(128);
  expect(recent.get(traceId('cause'))?.effects).toHaveLength(128);
});

test.each<[string, TestSpan[]]>([
  ['many spans', Array.from({ length: 200 }, (_, index) => ({ trace: 'large', id: idOf(index) }))],
  ['many links', [spanOf('large', { links: Array.from({ length: 200 }, (_, n) => ({ to: 'a', span: idOf(n) })) })]],
  [
    'a repeated span with links',
    [spanOf('large'), spanOf('large', { links: Array.from({ length: 50 }, () => ({ to: 'a' })) })],
  ],
])('What is not in memory for %s takes no room from others.', (_, spans) => {
  const recent = new RecentTraces(loadedFilter(), 20_000);
  addTo(recent, encodeRequest({ spans: [spanOf('order')] }));
  // each time another trace of that kind
  for (let round = 0; round < 20; round += 1) {
    const renamed = spans.map((span) => ({
      ...span,
      trace: `${span.trace ?? ''} ${round}`,
      ...(span.links && { links: span.links.map((link) => ({ ...link, to: `${link.to ?? ''} ${round}` })) }),
    }));
    addTo(recent, encodeRequest({ spans: renamed }));
    recent.forget([traceId(`large ${round}`), traceId(`a ${round}`)], 1);
  }
  expect(recent.get(traceId('order'))).toBeDefined();
});

test('Room is made for many traces at once, as the first of a map is found past all that went before it.', () => {
  const recent = new RecentTraces(loadedFilter(), MIB);
  const ids: string[] = [];
  const next = (): number => {
    ids.push(`order ${ids.length}`);
    addTo(recent, encodeRequest({ spans: [spanOf(`order ${ids.length - 1}`)] }));
    return ids.filter((id) => recent.get(traceId(id))).length;
  };
  let full = next();
  for (let now = next(); now > full; now = next()) full = now;
  const left = full + 1 - ids.findIndex((id) => recent.get(traceId(id)));
  expect(left).toBeGreaterThan(full * 0.9);
  expect(left).toBeLessThan(full * 0.97);
  // those that follow find room
  for (let more = 1; more < full - left; more += 1) expect(next()).toBe(left + more);
});

test('Ids that were added are known until the time is over, and few others are.', () => {
  const filter = loadedFilter(1000);
  const ids = Array.from({ length: 20_000 }, (_, index) => traceId(`${index}`));
  for (const id of ids.slice(0, 10_000)) filter.add(id, 1);
  expect(ids.slice(0, 10_000).filter((id) => !filter.mightHave(id))).toEqual([]);
  expect(ids.slice(10_000).filter((id) => filter.mightHave(id)).length).toBeLessThan(10);
});

test('What is not in memory is decided by all that is in the store, and the same.', async () => {
  const { send, forwarded, keeper } = await keeping(`policies: [${ERRORS}]`);
  await send(spanOf('order'));
  await send(spanOf('failure', because('order')), spanOf('sibling', because('order')));
  expect(await forwarded()).toEqual([]);
  keeper.noteOthers([traceId('order'), traceId('failure')]);
  await send({ name: 'late failure', trace: 'failure', ...failed });
  expect((await forwarded()).sort()).toEqual(['failure', 'late failure', 'order']);
});

test('Of a trace that came while earlier ids were loaded, a later part is not taken for all of it.', () => {
  const filter = new IdFilter(86_400_000);
  const recent = new RecentTraces(filter, MIB);
  const part = (name: string, ...causes: string[]): Buffer =>
    encodeRequest({ spans: [spanOf(name, because(...causes))] });
  addTo(recent, part('order', 'visit'));
  filter.isLoaded = true;
  // the span, the trace that its link points to, and one of which nothing came
  for (const name of ['order', 'visit', 'other']) addTo(recent, part(name));
  expect(['order', 'visit', 'other'].map((name) => recent.get(traceId(name)) !== undefined)).toEqual([
    ...[false, false, true],
  ]);
});
