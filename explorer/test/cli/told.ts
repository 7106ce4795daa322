/** A folder and an explorer that know the story, and programs that are no explorer. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openReceivers } from '../../server/receive/open-receivers';
import type { Receivers } from '../../server/receive/open-receivers';
import { openStore } from '../../server/store/open-store';
import type { Store } from '../../server/store/open-store';
import { explorerInfo, story } from '../query/story';
import { closeServing, serving } from '../serve/serving';
import { openForTest } from '../store/folder';

const receivers: Receivers[] = [];
const servers: Server[] = [];

/** Call in `afterEach`. */
export async function closeTold(): Promise<void> {
  for (const receiver of receivers.splice(0)) await receiver.close();
  for (const server of servers.splice(0)) server.close();
  await closeServing();
}

/** A data folder for all tests of a file, which none of them has open in between. */
export class SharedFolder {
  readonly #parent = mkdtempSync(join(tmpdir(), 'spanlink-explorer-'));
  readonly path = join(this.#parent, 'data');

  /** Call in `beforeAll`. */
  async fill(tell: (store: Store) => Promise<unknown>): Promise<void> {
    const store = await openStore({ data: this.path });
    await tell(store);
    await store.close();
  }

  /** Call in `afterAll`. */
  remove(): void {
    rmSync(this.#parent, { recursive: true, force: true });
  }
}

/** An explorer without its page, which knows the story. */
export async function running(token?: string): Promise<string> {
  const store = await openForTest();
  await store.insert(story);
  const receiver = await openReceivers(store, { httpPort: 0, grpcPort: false, ...(token !== undefined && { token }) });
  receivers.push(receiver);
  const http = `http://${receiver.http}`;
  const info = { ...explorerInfo, receivers: { http } };
  const { url } = await serving({ store, explorerInfo: () => info, ...(token !== undefined && { token }) });
  return url;
}

/** A program that answers each request alike, and is no explorer. */
export async function stranger(status: number, type: string, body: string): Promise<string> {
  const server = createServer((_, response) => response.writeHead(status, { 'content-type': type }).end(body));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
