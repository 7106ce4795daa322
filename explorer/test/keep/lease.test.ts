/** Who decides of several explorers, and what happens if two do at once. */
import { ArrivalLog } from '../../server/keep/arrivals';
import { newCounts } from '../../server/keep/decision-counts';
import { createExporter } from '../../server/keep/forward/create-exporter';
import { readEndpoint } from '../../server/keep/forward/endpoint';
import { Forwarder } from '../../server/keep/forward/forwarder';
import { ForwardedPlaces, placeBefore, readLastTerm } from '../../server/keep/held/forwarded-places';
import { toKeptRow } from '../../server/keep/held/kept-traces';
import { Keeper } from '../../server/keep/keeper';
import { readKeepFile } from '../../server/keep/rules/read-keep-file';
import { readAnnouncements } from '../../server/keep/share/announcements';
import { Announcer } from '../../server/keep/share/announcer';
import { Lease } from '../../server/keep/share/lease';
import type { ExplorerState, LeaseAdvice } from '../../server/keep/share/lease';
import { openForTest } from '../store/folder';
import { because, closeAllKeeping, ERRORS, failed, hold, namesOf, spanOf } from './keeping';
import { httpReceiver } from './receivers';
import { encodeRequest, traceId } from './requests';

afterEach(closeAllKeeping);

const state = (id: string, seq: number, term: number, isLast: boolean = false): ExplorerState => ({
  ...{ id, seq: BigInt(seq), term: BigInt(term), isLast },
});

test.each<[string, readonly [number, readonly ExplorerState[]][], LeaseAdvice]>([
  ['claims if nobody is there', [[0, []]], 'claim'],
  ['claims if nobody decides', [[0, [state('a', 5, 0)]]], 'claim'],
  ['stands by while another one goes on', [0, 10, 20, 30].map((time) => [time, [state('a', time, 1)]]), 'stand by'],
  ['stands by for a while if another one falls silent', [0, 14].map((time) => [time, [state('a', 1, 1)]]), 'stand by'],
  ['claims if another one is silent', [0, 15].map((time) => [time, [state('a', 1, 1)]]), 'claim'],
  ['claims at once if another one stops', [[0, [state('a', 2, 1, true)]]], 'claim'],
  [
    'waits anew for one that took over',
    [
      [0, [state('a', 1, 1)]],
      [14, [state('a', 1, 1), state('b', 1, 2)]],
      [28, [state('a', 1, 1), state('b', 1, 2)]],
    ],
    'stand by',
  ],
  [
    'is not disturbed by one of an earlier term that goes on',
    [0, 15].map((time) => [time, [state('a', time, 1), state('b', 1, 2)]]),
    'claim',
  ],
  ['settles after its claim', [[0, [state('me', 1, 1)]]], 'settle'],
  ['decides after its claim has settled', [[2, [state('me', 1, 1), state('z', 1, 1)]]], 'decide'],
  ['gives way to one that claimed the same term', [[2, [state('me', 1, 1), state('a', 1, 1)]]], 'stand by'],
  ['gives way to one of a later term', [[2, [state('me', 1, 1), state('z', 1, 2)]]], 'stand by'],
  ['decides again after it has waited for nobody', [[99, [state('me', 1, 3), state('a', 9, 2, true)]]], 'decide'],
])('An explorer %s.', (_, looks, advice) => {
  const lease = new Lease('me');
  lease.noteClaim(0);
  const given = looks.map(([seconds, states]) => lease.advise(states, seconds * 1000));
  expect(given.at(-1)).toBe(advice);
});

test('All that look at the same time take the same one for the one that decides.', () => {
  const states = ['a', 'b', 'c'].map((id) => state(id, 1, 7));
  const advice = states.map(({ id }) => new Lease(id).advise(states, 5000));
  expect(advice).toEqual(['decide', 'stand by', 'stand by']);
});

test('What one keeps that goes on when another one decides already is forwarded by that one.', async () => {
  const store = await openForTest();
  const receiver = await httpReceiver();
  let time = Date.now();
  const now = (): number => time;
  const open = async (term: bigint): Promise<Keeper> => {
    const endpoint = readEndpoint({ url: receiver.url }, {});
    const { rules } = readKeepFile(`decision_wait: 0s\npolicies: [${ERRORS}]`, 'keep.yaml');
    return Keeper.open({
      ...{ store, rules, now },
      forwarder: new Forwarder(createExporter(endpoint), endpoint, { wait: () => Promise.resolve() }),
      shared: {
        ...{ term, tables: await store.openKeepTables(rules.hold), counts: newCounts(), isAnnounced: true },
        announcedThrough: () => Infinity,
      },
    });
  };
  const receive = async (keeper: Keeper, name: string): Promise<void> => {
    await hold(store, keeper, encodeRequest({ spans: [spanOf(`order of ${name}`)] }));
    await hold(store, keeper, encodeRequest({ spans: [spanOf(name, { ...failed, ...because(`order of ${name}`) })] }));
  };
  const decideOn = async (keeper: Keeper, name: string): Promise<void> => {
    keeper.note({ traces: [traceId(name)], observed: [traceId(name)], linked: [traceId(`order of ${name}`)] });
    await keeper.decide();
  };
  const keep = async (keeper: Keeper, name: string): Promise<void> => {
    await receive(keeper, name);
    await decideOn(keeper, name);
  };
  const first = await open(1n);
  await keep(first, 'a');
  await first.forward();
  const second = await open(2n);
  await keep(second, 'b');
  await second.forward();
  // it was stopped meanwhile, goes on, and ends before it forwards
  await keep(first, 'c');
  await decideOn(first, 'b');
  await first.close();
  time += 11_000;
  await second.forward();
  await keep(second, 'd');
  await second.forward();
  await second.close();
  // and the next one finds nothing left to do
  const third = await open(3n);
  await third.forward();
  await third.close();
  expect(namesOf(receiver)).toEqual(['a', 'b', 'c', 'd'].flatMap((name) => [`order of ${name}`, name]));
});

test('All that one received is announced, in as many parts as it takes.', async () => {
  const tables = await (await openForTest()).openKeepTables(3_600_000);
  const now = Date.now();
  const ids = Array.from({ length: 45_000 }, (_, index) => index.toString(16).padStart(32, '0'));
  const log = new ArrivalLog(() => now, 0);
  log.noteOther({ traces: ids.slice(0, 2), observed: ids, linked: ids.slice(0, 21_000) });
  await new Announcer(tables, log, 5n, () => now).announce();
  const { announcements } = await readAnnouncements(tables, new Map());
  expect(announcements.map(({ seq, through, isLast }) => [seq, through, isLast])).toEqual([
    [1n, 0, false],
    [2n, 0, false],
    // with the last one, all that came before this time is announced
    [3n, now, false],
  ]);
  expect(announcements.flatMap(({ traces }) => traces)).toEqual(ids.slice(0, 2));
  expect(announcements.flatMap(({ observed }) => observed)).toEqual(ids);
  expect(announcements.flatMap(({ linked }) => linked)).toEqual(ids.slice(0, 21_000));
});

test('One that takes over goes on behind what was forwarded of each term before.', async () => {
  const tables = await (await openForTest()).openKeepTables(3_600_000);
  const placesOf = (term: bigint): bigint[] => [1n, 2n, 3n].map((place) => placeBefore(term) + place);
  const keptAt = (place: bigint) => {
    const kept = { traceId: traceId('order'), seed: traceId('order'), role: 'seed', hops: 0 };
    return toKeptRow({ ...kept, policies: [], threshold: '', randomness: '' }, place, Date.now());
  };
  await tables.insert('kept', [...placesOf(3n), ...placesOf(4n)].map(keptAt));
  const before = await ForwardedPlaces.open(tables, 4n);
  for (const forwarded of [placesOf(3n)[2], placesOf(4n)[1]]) {
    const range = before.next(placesOf(4n)[2] ?? 0n);
    expect(range).toBeDefined();
    if (!range) continue;
    before.advance(range, forwarded);
    await before.save(range, Date.now());
  }
  const next = await ForwardedPlaces.open(tables, 5n);
  expect(next.next(placeBefore(5n))).toEqual({ term: 4n, after: placesOf(4n)[1], before: placeBefore(5n) });
  expect(await readLastTerm(tables)).toBe(4n);
});
