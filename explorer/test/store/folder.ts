/** Data folders and stores for tests, which are closed and deleted afterwards. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../server/store/open-store.js';
import type { Store, StoreOptions } from '../../server/store/open-store.js';

const folders: string[] = [];
const stores: Store[] = [];

export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'spanlink-explorer-'));
  folders.push(folder);
  return folder;
}

/** Opens a store, by default in a new folder. */
export async function openForTest(options: StoreOptions = {}): Promise<Store> {
  const store = await openStore({
    ...(options.clickhouse === undefined && { data: newFolder() }),
    onError: (error) => {
      throw error;
    },
    ...options,
  });
  stores.push(store);
  return store;
}

/** Call in `afterEach`. */
export async function closeAll(): Promise<void> {
  for (const store of stores.splice(0)) await store.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}
