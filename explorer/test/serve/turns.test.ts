/** Turns of questions, and clients that read slowly. */
import { connect } from 'node:net';
import { HttpError } from '../../server/serve/http-error';
import { Turns } from '../../server/serve/turns';
import type { SpanBroadcaster } from '../../server/serve/span-broadcaster';
import type { Store } from '../../server/store/open-store';
import { closeServing, emptyStore, raw, serving } from './serving';
import type { LiveAnswer } from '../../api/answers';
import { traceIdOf } from '../store/spans';

afterEach(closeServing);

const waiting = new AbortController().signal;

test('Turns are given in the order in which they were asked for, and each is given once', async () => {
  const turns = new Turns({ atOnce: 2, inLine: 10, wait: 60_000 });
  const order: number[] = [];
  const first = await turns.take(waiting);
  const second = await turns.take(waiting);
  const others = [1, 2, 3].map(async (number) => {
    const end = await turns.take(waiting);
    order.push(number);
    return end;
  });
  expect(order).toEqual([]);
  first();
  // ending a turn again gives nobody another
  first();
  const [endOfFirst] = await Promise.all(others.slice(0, 1));
  expect(order).toEqual([1]);
  second();
  await others[1];
  endOfFirst?.();
  await others[2];
  expect(order).toEqual([1, 2, 3]);
});

test('Whoever cannot wait in line, or no longer wants to, is told to ask again, and leaves the line', async () => {
  const turns = new Turns({ atOnce: 1, inLine: 2, wait: 60_000 });
  const end = await turns.take(waiting);
  const gone = new AbortController();
  const [left, next] = [turns.take(gone.signal), turns.take(waiting)];
  const refused = await turns.take(waiting).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(HttpError);
  expect(refused).toMatchObject({ status: 503, headers: { 'Retry-After': '2' } });
  gone.abort();
  await expect(left).rejects.toThrow('Too many questions at once');
  end();
  (await next)();
  (await turns.take(waiting))();
  const short = new Turns({ atOnce: 1, inLine: 2, wait: 1 });
  await short.take(waiting);
  await expect(short.take(waiting)).rejects.toThrow('Ask again');
});

/** A store whose index has many rows, and which counts the queries that are running. */
function storeOfMany(): { store: Store; running: () => number; most: () => number; release: () => void } {
  let [running, most] = [0, 0];
  let release: () => void = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  const store = {
    tables: { traces: 'traces', index: 'entries', progress: 'progress' },
    scope: { name: 'a', version: 'b' },
    query: async (sql: string) => {
      if (!sql.includes('max_result_bytes = 33554432')) {
        if (sql.includes('LIMIT 5001')) throw Object.assign(new Error('Limit for result exceeded'), { code: '396' });
        return [];
      }
      running += 1;
      most = Math.max(most, running);
      await released;
      running -= 1;
      return [];
    },
  };
  return { store: store as unknown as Store, running: () => running, most: () => most, release };
}

test('Few questions at once read many rows, and the others wait without holding up those that read few', async () => {
  const { store, running, most, release } = storeOfMany();
  const { address } = await serving({ store });
  const many = Array.from({ length: 10 }, (_, index) => raw(address, `/api/traces/${traceIdOf(index + 1)}`));
  // each reads its summary, its spans and its links at once
  while (running() < 8) await raw(address, '/api/status');
  for (let round = 0; round < 20; round += 1) expect((await raw(address, '/api/status')).status).toBe(200);
  expect(most()).toBe(8);
  release();
  expect((await Promise.all(many)).map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 404));
});

/** Opens a connection, asks, reads the first bytes of the answer, and no more until `rest`. */
async function readFirst(address: string, path: string): Promise<{ rest: () => Promise<number> }> {
  const [host = '', port = ''] = address.split(':');
  const socket = connect(Number(port), host);
  let bytes = 0;
  socket.on('error', () => {});
  socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`);
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  await new Promise<void>((resolve) =>
    socket
      .on('data', (chunk) => {
        bytes += chunk.length;
        resolve();
      })
      .once('data', () => socket.pause()),
  );
  const rest = async (): Promise<number> => {
    socket.resume();
    await closed;
    return bytes;
  };
  return { rest };
}

test('Answers that nobody reads take a bounded amount of memory: the oldest lose their connection', async () => {
  const rows = Array.from({ length: 1000 }, (_, index) => ({ value: `${index}`.padEnd(4000, 'x') }));
  const store = { ...emptyStore, query: () => Promise.resolve(rows) } as unknown as Store;
  const { address } = await serving({ store });
  const size = (await raw(address, '/api/facets')).body.length;
  expect(size).toBeGreaterThan(12_000_000);
  const slow = [];
  for (let index = 0; index < 20; index += 1) slow.push(await readFirst(address, '/api/facets'));
  // whoever reads is served meanwhile
  expect((await raw(address, '/api/facets')).body).toHaveLength(size);
  const read = await Promise.all(slow.map(({ rest }) => rest()));
  const isWhole = read.map((bytes) => bytes > size);
  // 128 MiB are ten of them, and sockets hold a little of each
  expect(isWhole.slice(0, 5)).toEqual(Array.from({ length: 5 }, () => false));
  expect(isWhole.slice(-5)).toEqual(Array.from({ length: 5 }, () => true));
}, 120_000);

test('A client that does not read live events loses its connection, whatever is sent to it', async () => {
  let send: ((event: LiveAnswer) => void) | undefined;
  const broadcaster = {
    subscribe: (subscriber: (event: LiveAnswer) => void) => {
      send = subscriber;
      return () => (send = undefined);
    },
  } as unknown as SpanBroadcaster;
  const { address } = await serving({ store: emptyStore, broadcaster });
  const { rest } = await readFirst(address, '/api/live');
  let events = 0;
  const event = { traces: Array.from({ length: 200 }, (_, index) => traceIdOf(index)), spans: 200 };
  for (; send !== undefined && events < 10_000; events += 1) {
    send(event);
    await new Promise(setImmediate);
  }
  // what the sockets of both sides hold
  expect(events).toBeLessThan(2000);
  await rest();
});
