/** What the explorer that decides knows of what the others received. */
import { ArrivalLog } from '../../server/keep/arrivals';
import { Announcer } from '../../server/keep/share/announcer';
import { FollowedExplorers } from '../../server/keep/share/followed-explorers';
import type { Arrived } from '../../server/keep/share/followed-explorers';
import type { KeepTables } from '../../server/store/keep-tables';
import { closeAll, openForTest } from '../store/folder';
import { traceId } from './requests';

afterEach(closeAll);

const PROCESS = 7n;
/** A time that is not past the hold, after which tables forget. */
const NOW = Date.now();
const arrivedOf = (name: string): Arrived => ({ traces: [traceId(name)], observed: [traceId(name)], linked: [] });

/** An explorer that announces, and all that the one that decides is told. */
async function opened() {
  const tables: KeepTables = await (await openForTest()).openKeepTables(3_600_000);
  const log = new ArrivalLog(() => NOW, 0);
  const announcer = new Announcer(tables, log, PROCESS, () => NOW);
  const noted: string[] = [];
  const searches: (readonly [process: bigint, since: number])[] = [];
  const followed = {
    note: ({ observed }: Arrived): number => {
      noted.push(...observed);
      return NOW + noted.length;
    },
    readStored: (process: bigint, since: number) => {
      searches.push([process, since]);
      return Promise.resolve([arrivedOf('stored')]);
    },
  };
  const announce = async (name: string, isLast = false): Promise<void> => {
    log.noteOther(arrivedOf(name));
    await announcer.announce(isLast);
  };
  return { tables, announce, followed, noted, searches };
}

test('What is announced is noted once, and what one stored that falls silent is looked for once.', async () => {
  const { tables, announce, followed, noted, searches } = await opened();
  const explorers = await FollowedExplorers.open(tables, 1n, NOW, 0);
  await announce('order');
  await explorers.follow(followed, 0);
  await explorers.follow(followed, 5000);
  expect([noted, searches]).toEqual([[traceId('order')], []]);
  for (const clock of [10_000, 20_000]) await explorers.follow(followed, clock);
  expect([noted, searches]).toEqual([['order', 'stored'].map(traceId), [[PROCESS, NOW]]]);
  // it was only slow
  await announce('late');
  await explorers.follow(followed, 20_001);
  expect(noted).toEqual(['order', 'stored', 'late'].map(traceId));
});

test('What one stored that stopped is not looked for, as it announced all of it.', async () => {
  const { tables, announce, followed, noted, searches } = await opened();
  const explorers = await FollowedExplorers.open(tables, 1n, NOW, 0);
  await announce('order', true);
  for (const clock of [0, 10_000]) await explorers.follow(followed, clock);
  expect([noted, searches]).toEqual([[traceId('order')], []]);
});

test('The next one to decide begins where all was decided, with the last announcement.', async () => {
  const { tables, announce, followed, noted } = await opened();
  const explorers = await FollowedExplorers.open(tables, 1n, NOW, 0);
  for (const name of ['decided', 'last', 'undecided']) {
    await announce(name);
    await explorers.follow(followed, 0);
  }
  // the first two were noted before this time
  await explorers.save(NOW + 3, NOW);
  noted.splice(0);
  const next = await FollowedExplorers.open(tables, 2n, NOW, 0);
  expect(next.isKnown).toBe(true);
  await next.follow(followed, 0);
  expect(noted).toEqual(['last', 'undecided'].map(traceId));
});

test('Of one of which nothing was decided, the next one to decide has all announcements.', async () => {
  const { tables, announce, followed, noted } = await opened();
  const explorers = await FollowedExplorers.open(tables, 1n, NOW, 0);
  await announce('order');
  await explorers.follow(followed, 0);
  await explorers.save(NOW, NOW);
  noted.splice(0);
  const next = await FollowedExplorers.open(tables, 2n, NOW, 0);
  await next.follow(followed, 0);
  expect(noted).toEqual([traceId('order')]);
});
