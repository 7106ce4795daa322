/** The option `fsync`: an insert waits for the disk. */
import type { Store } from '../../server/store/open-store.js';
import { closeAll, newFolder, openForTest } from './folder.js';
import { link, span } from './spans.js';

afterEach(closeAll);

/** The files and folders that the engine has had written to the disk, in this process. */
async function synced(store: Store): Promise<number> {
  const [row] = await store.query<{ calls: number }>(
    `SELECT sum(value) AS calls FROM system.events WHERE event IN ('FileSync', 'DirectorySync')`,
  );
  return row?.calls ?? 0;
}

test('Only with it, an insert of spans has their files and those of their index written to the disk', async () => {
  const data = newFolder();
  const insert = async (store: Store, number: number): Promise<number> => {
    const before = await synced(store);
    await store.insert([span(1, number, { links: [link(2, 1)] })]);
    return (await synced(store)) - before;
  };
  let store = await openForTest({ data });
  expect(await insert(store, 1)).toBe(0);
  await store.close();
  store = await openForTest({ data, fsync: true });
  // the files of two parts, and their folders
  expect(await insert(store, 2)).toBeGreaterThan(20);
  await store.close();
  store = await openForTest({ data });
  expect(await insert(store, 3)).toBe(0);
});
