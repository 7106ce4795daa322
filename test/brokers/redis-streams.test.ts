/**
 * An entry of a Redis stream as node-redis returns it, `{ id, message }`, with the carrier among the fields of the
 * message.
 */
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import Redis from 'ioredis';
import { configure, formatLink, LinkFrom, Span, SpanGuard } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { runProcess } from '../fixtures/processes';
import { linkTargets } from '../fixtures/spans';
import { describeWith } from '../servers/server';
import { POISONED } from './poisoned';
import { type Entry, fieldsOf, type FlatEntry, GROUP, Streams } from './redis';

const recorder = recordSpans();
const MAX_DELIVERIES = 3;
let streams: Streams;

class Shop {
  @Span({ kind: SpanKind.PRODUCER })
  async place(stream: string): Promise<string> {
    return streams.client.xAdd(stream, '*', { order: '7', ...SpanGuard.current().carrier() });
  }
}

class Warehouse {
  @LinkFrom((entry: Entry) => entry.message)
  async ship({ message }: Entry): Promise<string | undefined> {
    return message.order;
  }

  @LinkFrom((entries: Entry[]) => entries.map(({ message }) => message), { relation: 'batch_item' })
  async shipAll(entries: Entry[]): Promise<number> {
    return entries.length;
  }

  @LinkFrom((_stream: string, entry: Entry) => entry.message)
  async decline(stream: string, { id, message }: Entry, deliveries: number): Promise<void> {
    if (deliveries < MAX_DELIVERIES) throw new Error('card declined');
    // the dead letter is of the attempt that gave up; the order's own producer stays beside it
    const { traceparent, ...order } = message;
    await streams.client
      .multi()
      .xAdd(`${stream}-dead`, '*', { ...order, ...SpanGuard.current().carrier(), origin: traceparent as string })
      .xAck(stream, GROUP, id)
      .exec();
  }

  @LinkFrom(({ message }: Entry) => message, { relation: 'dead_letter_of' })
  @LinkFrom(({ message }: Entry) => message.origin, { relation: 'origin' })
  async bury(_entry: Entry): Promise<void> {}
}

const shop = new Shop();
const warehouse = new Warehouse();

describeWith('redis-server', 'An entry of a Redis stream', () => {
  beforeAll(async () => {
    streams = await Streams.start();
  });
  beforeEach(() => recorder.reset());
  afterEach(() => configure({ overflow: undefined }));
  afterAll(() => streams.stop());

  test('links its consumer to the span that added it', async () => {
    const stream = await streams.create();
    await shop.place(stream);
    const [entry] = (await streams.read(stream)) as [Entry];
    await expect(warehouse.ship(entry)).resolves.toBe('7');
    expect(recorder.span('Warehouse.ship')).toLinkTo(recorder.span('Shop.place'));
    expect(recorder.span('Warehouse.ship')).toHaveLinkCount(1);
    expect(recorder.span('Warehouse.ship')).toBeRootSpan();
  });

  test('that ioredis read links its consumer by its fields, which come as names and values in turn', async () => {
    const stream = await streams.create();
    await shop.place(stream);
    await shop.place(stream);
    class Flat {
      @LinkFrom((entries: FlatEntry[]) => entries.map(fieldsOf))
      async ship(entries: FlatEntry[]): Promise<number> {
        return entries.length;
      }
    }
    const client = new Redis(streams.server.port, { host: '127.0.0.1' });
    const reply = (await client.xreadgroup('GROUP', GROUP, 'one', 'STREAMS', stream, '>')) as [string, FlatEntry[]][];
    await client.quit();
    await new Flat().ship(reply[0]?.[1] ?? []);
    expect(recorder.span('Flat.ship')).toHaveLinkCount(2);
    for (const placed of recorder.named('Shop.place')) expect(recorder.span('Flat.ship')).toLinkTo(placed);
  });

  test('links its consumer to a process that added it hours ago, and has ended since', async () => {
    const stream = await streams.create();
    const { code, stdout } = await runProcess('redis-producer', String(streams.server.port), stream, '5');
    expect(code).toBe(0);
    const { pid, link, startTime } = JSON.parse(stdout) as { pid: number; link: string; startTime: [number, number] };
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    const [entry] = (await streams.read(stream)) as [Entry];
    await warehouse.ship(entry);
    const shipped = recorder.span('Warehouse.ship');
    expect(linkTargets(shipped)).toEqual([link]);
    expect(shipped).toBeRootSpan();
    // the producer's clock, not how long anything took
    expect(shipped.startTime[0] - startTime[0]).toBeGreaterThanOrEqual(5 * 3_600);
  });

  test('is one of 500 in a batch, of which no link is lost', async () => {
    const stream = await streams.create();
    await Promise.all(Array.from({ length: 500 }, () => shop.place(stream)));
    const entries = await streams.read(stream);
    await expect(warehouse.shipAll(entries)).resolves.toBe(500);
    const spread = recorder.spans.filter(({ name }) => name.startsWith('Warehouse.shipAll'));
    const producers = recorder.named('Shop.place').map((span) => formatLink(span.spanContext()));
    expect(spread.map(({ name }) => name).sort()).toEqual([
      'Warehouse.shipAll',
      'Warehouse.shipAll links 2/4',
      'Warehouse.shipAll links 3/4',
      'Warehouse.shipAll links 4/4',
    ]);
    expect(spread.flatMap(linkTargets).sort()).toEqual(producers.sort());
    expect(recorder.span('Warehouse.shipAll').attributes['spanlink.links.total']).toBe(500);
  });

  test('of several streams that are read at once links one method to all of their producers', async () => {
    const all = [await streams.create(), await streams.create(), await streams.create()];
    for (const stream of all) await shop.place(stream);
    await warehouse.shipAll(await streams.read(all));
    expect(recorder.span('Warehouse.shipAll')).toHaveLinkCount(3);
    for (const placed of recorder.named('Shop.place'))
      expect(recorder.span('Warehouse.shipAll')).toLinkTo(placed, { relation: 'batch_item' });
  });

  test('whose consumer was killed is linked to its producer when another consumer claims it', async () => {
    const stream = await streams.create();
    await shop.place(stream);
    const { code, signal } = (await runProcess('redis-consumer', String(streams.server.port), stream, GROUP)) as {
      code: number | null;
      signal?: string;
    };
    expect([code, signal]).toEqual([null, 'SIGKILL']);
    const [pending] = await streams.client.xPendingRange(stream, GROUP, '-', '+', 10);
    expect(pending).toMatchObject({ consumer: 'doomed', deliveriesCounter: 1 });

    const { messages } = await streams.client.xAutoClaim(stream, GROUP, 'two', 0, '0-0');
    await warehouse.ship(messages[0] as Entry);
    expect(recorder.span('Warehouse.ship')).toLinkTo(recorder.span('Shop.place'));
    expect(recorder.span('Warehouse.ship')).toHaveLinkCount(1);
  });

  test('that is moved aside after some attempts is a dead letter of the last, and keeps its origin', async () => {
    const stream = await streams.create();
    await streams.client.xGroupCreate(`${stream}-dead`, GROUP, '0', { MKSTREAM: true });
    await shop.place(stream);
    let entries = await streams.read(stream);
    for (let delivery = 1; delivery <= MAX_DELIVERIES; delivery++) {
      const [pending] = await streams.client.xPendingRange(stream, GROUP, '-', '+', 1);
      const attempt = warehouse.decline(stream, entries[0] as Entry, pending?.deliveriesCounter ?? 0);
      if (delivery < MAX_DELIVERIES) await expect(attempt).rejects.toThrow('card declined');
      else await attempt;
      ({ messages: entries } = (await streams.client.xAutoClaim(stream, GROUP, 'one', 0, '0-0')) as unknown as {
        messages: Entry[];
      });
    }
    expect(entries).toEqual([]);
    const [dead] = (await streams.read(`${stream}-dead`)) as [Entry];
    await warehouse.bury(dead);

    const [placed, declined, buried] = [
      recorder.span('Shop.place'),
      recorder.named('Warehouse.decline'),
      recorder.span('Warehouse.bury'),
    ];
    expect(new Set(declined.map((span) => span.spanContext().traceId)).size).toBe(MAX_DELIVERIES);
    expect(declined.map(({ status }) => status.code)).toEqual([
      SpanStatusCode.ERROR,
      SpanStatusCode.ERROR,
      SpanStatusCode.UNSET,
    ]);
    for (const span of declined) expect(span).toLinkTo(placed);
    expect(buried).toLinkTo(declined[MAX_DELIVERIES - 1] as never, { relation: 'dead_letter_of' });
    expect(buried).toLinkTo(placed, { relation: 'origin' });
    expect(buried).toHaveLinkCount(2);
  });

  test.each(POISONED)('with %s among its fields is handled without a link', async (_what, fields) => {
    const stream = await streams.create();
    await streams.client.xAdd(stream, '*', { order: '7', ...fields });
    const [entry] = (await streams.read(stream)) as [Entry];
    await expect(warehouse.ship(entry)).resolves.toBe('7');
    expect(recorder.span('Warehouse.ship')).toHaveLinkCount(0);
  });
});
