/** The page's server in front of a store, for tests. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { readFile } from '../../server/files/read-file';
import { SpanBroadcaster } from '../../server/serve/span-broadcaster';
import { serve } from '../../server/serve/server';
import type { ServeOptions, PageServer } from '../../server/serve/server';
import type { Store } from '../../server/store/open-store';
import { explorerInfo } from '../query/story';
import { closeAll, newFolder, openForTest } from '../store/folder';

const open: PageServer[] = [];

/** A store without rows, which needs no engine. */
export const emptyStore = { tables: {}, scope: {}, query: () => Promise.resolve([]) } as unknown as Store;

/** Starts a server with a page of three files, and with a new store by default. */
export async function serving(
  options: Partial<ServeOptions> = {},
): Promise<{ store: Store; broadcaster: SpanBroadcaster; address: string; url: string }> {
  const store = (options.store as Store | undefined) ?? (await openForTest());
  const page = newFolder();
  mkdirSync(join(page, 'assets'));
  writeFileSync(join(page, 'index.html'), '<!doctype html><title>Explorer</title>');
  writeFileSync(join(page, 'assets', 'index-abc.js'), 'export {};');
  writeFileSync(join(page, 'icon.svg'), '<svg/>');
  const live = new SpanBroadcaster();
  const server = await serve({
    store,
    broadcaster: live,
    explorerInfo: () => explorerInfo,
    readFile: (name, chunks) => readFile(store, name, chunks, { onStored: (block) => live.publish(block) }),
    metrics: () => Promise.resolve([]),
    page,
    host: '127.0.0.1',
    port: 0,
    ...options,
  });
  open.push(server);
  return { store, broadcaster: live, address: server.address, url: `http://${server.address}` };
}

/** Call in `afterEach`. */
export async function closeServing(): Promise<void> {
  for (const server of open.splice(0)) await server.close();
  await closeAll();
}

/** Sends a request exactly as given: `fetch` would change some headers and paths. */
export const raw = (
  address: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  method: string = 'GET',
): Promise<{ status: number; headers: Readonly<Record<string, unknown>>; body: string }> =>
  new Promise((resolve, reject) => {
    const [host = '', port = ''] = address.split(':');
    const sent = request({ host, port, path, headers, method }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    sent.on('error', reject);
    sent.end();
  });
