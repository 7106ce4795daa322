/** A server of the questions in front of a real store, for a test. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { SpanBroadcaster } from '../../server/serve/span-broadcaster';
import { serve } from '../../server/serve/server';
import type { ServeOptions, PageServer } from '../../server/serve/server';
import type { Store } from '../../server/store/open-store';
import { running } from '../query/story';
import { closeAll, newFolder, openForTest } from '../store/folder';

const open: PageServer[] = [];

/** A store that is empty, and opens at once. */
export const empty = { tables: {}, scope: {}, query: () => Promise.resolve([]) } as unknown as Store;

/** A page of three files, and a store that is new unless given. */
export async function serving(
  options: Partial<ServeOptions> = {},
): Promise<{ store: Store; live: SpanBroadcaster; address: string; url: string }> {
  const store = (options.store as Store | undefined) ?? (await openForTest());
  const page = newFolder();
  mkdirSync(join(page, 'assets'));
  writeFileSync(join(page, 'index.html'), '<!doctype html><title>Explorer</title>');
  writeFileSync(join(page, 'assets', 'index-abc.js'), 'export {};');
  writeFileSync(join(page, 'icon.svg'), '<svg/>');
  const live = new SpanBroadcaster();
  const server = await serve({ store, broadcaster: live, explorerInfo: () => running, page, host: '127.0.0.1', port: 0, ...options });
  open.push(server);
  return { store, live, address: server.address, url: `http://${server.address}` };
}

/** Call in `afterEach`. */
export async function closeServing(): Promise<void> {
  for (const server of open.splice(0)) await server.close();
  await closeAll();
}

/** A request as it is written here: `fetch` would choose some headers and paths itself. */
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
