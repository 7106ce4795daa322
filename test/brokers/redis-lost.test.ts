/** A Redis server that dies under a consumer which is at work. */
import Redis from 'ioredis';
import { LinkFrom } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { causeLink, causeTraceparent, linkTargets } from '../fixtures/spans';
import { startRedis } from '../servers/redis';
import { describeWith } from '../servers/server';
import { type Entry, fieldsOf, type FlatEntry, GROUP, Streams } from './redis';

const recorder = recordSpans();
const TRACEPARENT = causeTraceparent(1);
beforeEach(() => recorder.reset());

/** The record of a span that its client's error ended. */
function failureOf(name: string): unknown {
  const { status, events } = recorder.span(name);
  expect(events.map((event) => event.name)).toEqual(['exception']);
  expect(status.message).toBe(events[0]?.attributes?.['exception.message']);
  return [status.code, status.message];
}

describeWith('redis-server', 'A connection that is lost in the middle of a traced method', () => {
  test('of node-redis ends its span once, with the error of the client and with its link', async () => {
    const streams = await Streams.start();
    const stream = await streams.create();
    await streams.client.xAdd(stream, '*', { traceparent: TRACEPARENT });
    let killed: Promise<void> | undefined;
    class Warehouse {
      @LinkFrom(({ message }: Entry) => message)
      async ship({ id }: Entry): Promise<void> {
        // blocks, so that nothing can be answered before the server is gone
        const blocked = streams.client.xRead({ key: `${stream}-quiet`, id: '$' }, { BLOCK: 0 });
        killed = streams.server.kill();
        await blocked;
        await streams.client.xAck(stream, GROUP, id);
      }
    }
    const [entry] = (await streams.read(stream)) as [Entry];
    // 'Socket closed unexpectedly', or the socket's own message
    const { message } = await new Warehouse().ship(entry).then(
      () => new Error('none'),
      (error: Error) => error,
    );
    await killed;
    expect(message).toMatch(/closed|ECONNRESET/);
    expect(failureOf('Warehouse.ship')).toEqual([2, message]);
    expect(linkTargets(recorder.span('Warehouse.ship'))).toEqual([causeLink(1)]);
    expect(recorder.unfinished).toEqual([]);
    streams.client.destroy();
  });

  test('of ioredis ends its span once, too', async () => {
    const server = await startRedis();
    const client = new Redis(server.port, { host: '127.0.0.1', retryStrategy: () => null });
    client.on('error', () => undefined);
    await client.xadd('orders', '*', 'traceparent', TRACEPARENT);
    let killed: Promise<void> | undefined;
    class Warehouse {
      @LinkFrom((entry: FlatEntry) => fieldsOf(entry))
      async ship(_entry: FlatEntry): Promise<void> {
        const blocked = client.xread('BLOCK', 0, 'STREAMS', 'quiet', '$');
        killed = server.kill();
        await blocked;
      }
    }
    // not `once` of Node's events, which rejects if the client emits a reset before
    const ended = new Promise((resolve) => client.once('end', resolve));
    const [entry] = (await client.xrange('orders', '-', '+')) as [FlatEntry];
    await expect(new Warehouse().ship(entry)).rejects.toThrow('Connection is closed.');
    await Promise.all([ended, killed]);
    expect(failureOf('Warehouse.ship')).toEqual([2, 'Connection is closed.']);
    expect(linkTargets(recorder.span('Warehouse.ship'))).toEqual([causeLink(1)]);
    expect(recorder.unfinished).toEqual([]);
  });
});
