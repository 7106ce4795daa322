/** The story of a trace: what is kept with it, compared with a walk that looks at every span. */
import fc from 'fast-check';
import { firstCause } from '../../server/keep/follow/first-cause';
import { followStory } from '../../server/keep/follow/follow-story';
import type { FollowedStory } from '../../server/keep/follow/follow-story';
import type { FollowRules } from '../../server/keep/rules/keep-rules';
import { IndexCache } from '../../server/query/index/index-cache';
import type { Store } from '../../server/store/open-store';
import type { SpanRow } from '../../server/store/span-row';
import { createStoreReader } from '../../server/store/store-reader';
import { closeAll, openForTest } from '../store/folder';
import { link, span, spanIdOf, START, traceIdOf } from '../store/spans';

const ALL: FollowRules = { causes: Infinity, effects: Infinity, mostTraces: 10_000 };
const cacheOf = (store: Store): IndexCache => new IndexCache(createStoreReader(store));
const follow = (store: Store, seed: string, rules: Partial<FollowRules> = {}): Promise<FollowedStory> =>
  followStory(cacheOf(store), seed, { ...ALL, ...rules });
const rolesOf = ({ members }: FollowedStory): string[] =>
  members.map(({ traceId, role, hops }) => `${Number(`0x${traceId}`)}: ${role} ${hops}`);

/** A world: traces of a few spans, each with a parent or none, and links. */
interface World {
  readonly spans: readonly SpanRow[];
}
const anyWorld: fc.Arbitrary<World> = fc
  .array(
    fc.record({
      trace: fc.integer({ min: 1, max: 6 }),
      parent: fc.option(fc.nat(20), { nil: undefined }),
      links: fc.array(fc.tuple(fc.nat(25), fc.constantFrom('', 'retry_of')), { maxLength: 2 }),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((all) => {
    // a link may point to a span that was never sent
    const traceOf = (index: number): number => all[index]?.trace ?? 1 + (index % 9);
    return {
      spans: all.map(({ trace, parent, links }, index) => {
        const caller = parent !== undefined && all[parent]?.trace === trace ? parent : undefined;
        return span(trace, index + 1, {
          ...(caller !== undefined && { parentSpanId: spanIdOf(caller + 1) }),
          links: links.map(([target, relation]) =>
            link(traceOf(target), target + 1, relation === '' ? {} : { 'spanlink.relation': relation }),
          ),
        });
      }),
    };
  });

/** Finds the traces of a story by looking at every span, again and again until nothing is new. */
function bruteForce(
  { spans }: World,
  seed: string,
  relations?: readonly string[],
): { causes: Set<string>; effects: Set<string> } {
  const key = (trace: string, id: string): string => `${trace}-${id}`;
  const isFollowed = (attributes: Readonly<Record<string, string>>): boolean =>
    relations === undefined || relations.includes(attributes['spanlink.relation'] ?? '');
  const closure = (direction: 'causes' | 'effects'): Set<string> => {
    const traces = new Set<string>();
    const visited = new Set(
      spans.filter(({ traceId }) => traceId === seed).map(({ traceId, spanId }) => key(traceId, spanId)),
    );
    // links point to spans of the seed that were never sent, too
    const isVisited = (trace: string, id: string): boolean => trace === seed || visited.has(key(trace, id));
    for (let size = -1; size !== visited.size + traces.size;) {
      size = visited.size + traces.size;
      for (const one of spans) {
        if (direction === 'causes' && isVisited(one.traceId, one.spanId)) {
          if (one.traceId !== seed && one.parentSpanId !== '') visited.add(key(one.traceId, one.parentSpanId));
          for (const { traceId, spanId, attributes } of one.links)
            if (isFollowed(attributes)) {
              traces.add(traceId);
              visited.add(key(traceId, spanId));
            }
        }
        if (direction === 'effects') {
          if (one.traceId !== seed && isVisited(one.traceId, one.parentSpanId))
            visited.add(key(one.traceId, one.spanId));
          for (const { traceId, spanId, attributes } of one.links)
            if (isFollowed(attributes) && isVisited(traceId, spanId)) {
              traces.add(one.traceId);
              visited.add(key(one.traceId, one.spanId));
            }
        }
      }
    }
    traces.delete(seed);
    return traces;
  };
  return { causes: closure('causes'), effects: closure('effects') };
}

test('A story has the traces that a walk over every span finds, whatever the order in which they came.', async () => {
  await fc.assert(
    fc.asyncProperty(anyWorld, fc.constantFrom(undefined, ['retry_of']), async (world, relations) => {
      const store = await openForTest();
      const half = Math.floor(world.spans.length / 2);
      for (const part of [world.spans.slice(half), world.spans.slice(0, half)])
        if (part.length > 0) await store.insert(part);
      for (const seed of new Set(world.spans.map(({ traceId }) => traceId))) {
        const { members, isCut } = await follow(store, seed, relations ? { relations } : {});
        const expected = bruteForce(world, seed, relations);
        const ofRole = (role: string): string[] =>
          members.filter((member) => member.role === role).map(({ traceId }) => traceId);
        expect(new Set(ofRole('cause'))).toEqual(expected.causes);
        expect(new Set(ofRole('effect'))).toEqual(
          new Set([...expected.effects].filter((id) => !expected.causes.has(id))),
        );
        expect([ofRole('seed'), isCut]).toEqual([[seed], false]);
      }
      await closeAll();
    }),
    { numRuns: 12 },
  );
}, 120_000);

describe('a chain of batches', () => {
  let store: Store;
  afterAll(closeAll);
  // 1 and 2 → 3 (two children, one for each) → 4 (of 1's child) → 5;  9 retries 4;  1 also led to 8
  beforeAll(async () => {
    store = await openForTest();
    await store.insert([
      span(1, 1, { time: START }),
      span(2, 2, { time: START + 1n }),
      span(3, 3),
      span(3, 31, { parentSpanId: spanIdOf(3), links: [link(1, 1)] }),
      span(3, 32, { parentSpanId: spanIdOf(3), links: [link(2, 2)] }),
      span(4, 4, { links: [link(3, 31)] }),
      span(5, 5, { links: [link(4, 4)] }),
      span(8, 8, { links: [link(1, 1)] }),
      span(9, 9, { links: [link(4, 4, { 'spanlink.relation': 'retry_of' })] }),
    ]);
  });

  test.each([
    [4, {}, ['1: cause 2', '3: cause 1', '4: seed 0', '5: effect 1', '9: effect 1']],
    [5, {}, ['1: cause 3', '3: cause 2', '4: cause 1', '5: seed 0']],
    [3, {}, ['2: cause 1', '1: cause 1', '3: seed 0', '4: effect 1', '5: effect 2', '9: effect 2']],
    [1, {}, ['1: seed 0', '3: effect 1', '8: effect 1', '4: effect 2', '5: effect 3', '9: effect 3']],
    [4, { causes: 1, effects: 0 }, ['3: cause 1', '4: seed 0']],
    [9, { relations: ['retry_of'] }, ['4: cause 1', '9: seed 0']],
    [5, { relations: [''] }, ['1: cause 3', '3: cause 2', '4: cause 1', '5: seed 0']],
  ] as const)('has around trace %d with %j: %j', async (seed, rules, expected) => {
    const story = await follow(store, traceIdOf(seed), rules);
    expect(rolesOf(story).sort()).toEqual([...expected].sort());
    expect(story.isCut).toBe(false);
  });

  test('is forwarded causes first: the farthest, then nearer ones, then the trace, then its effects', async () => {
    expect(rolesOf(await follow(store, traceIdOf(4))).map((text) => text.split(':')[1]?.trim())).toEqual([
      'cause 2',
      'cause 1',
      'seed 0',
      'effect 1',
      'effect 1',
    ]);
  });

  test('is cut at the most traces, effects before causes, and says so', async () => {
    const story = await follow(store, traceIdOf(4), { mostTraces: 3 });
    expect(rolesOf(story)).toEqual(['1: cause 2', '3: cause 1', '4: seed 0']);
    expect(story.isCut).toBe(true);
  });

  test.each([
    // trace 3 came of both, and 1 started first
    [5, 1],
    [4, 1],
    [3, 1],
    [9, 1],
    [8, 1],
    [2, 2],
    [1, 1],
  ])('has for trace %d the first cause %d', async (trace, first) => {
    expect(await firstCause(cacheOf(store), traceIdOf(trace), ALL)).toBe(traceIdOf(first));
  });
});

describe('a story', () => {
  afterEach(closeAll);

  test('in a circle has an end, and one first cause for all its traces', async () => {
    const store = await openForTest();
    await store.insert([
      span(1, 1, { links: [link(3, 3)] }),
      span(2, 2, { links: [link(1, 1)] }),
      span(3, 3, { links: [link(2, 2)] }),
    ]);
    const firsts = await Promise.all([1, 2, 3].map((trace) => firstCause(cacheOf(store), traceIdOf(trace), ALL)));
    expect(new Set(firsts).size).toBe(1);
    expect((await follow(store, traceIdOf(1))).members.map(({ role }) => role)).toEqual(['cause', 'cause', 'seed']);
  });

  test('of a schedule that links each run to the last one is cut at the most traces', async () => {
    const store = await openForTest();
    await store.insert(
      Array.from({ length: 200 }, (_, run) => span(run + 1, 1, { links: run === 0 ? [] : [link(run, 1)] })),
    );
    const story = await follow(store, traceIdOf(150), { mostTraces: 50 });
    expect([story.members.length, story.isCut]).toEqual([50, true]);
    expect(story.members.at(-1)?.traceId).toBe(traceIdOf(150));
  });

  test('has a cause in it that was not received yet, since its spans may still come', async () => {
    const store = await openForTest();
    await store.insert([span(2, 2, { links: [link(1, 1)] })]);
    expect(rolesOf(await follow(store, traceIdOf(2)))).toEqual(['1: cause 1', '2: seed 0']);
    expect(await firstCause(cacheOf(store), traceIdOf(2), ALL)).toBe(traceIdOf(1));
  });
});
