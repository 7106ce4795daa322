/**
 * Messages out of Redis: jobs of BullMQ whose queue has no telemetry, and entries of streams in node-redis.
 */
import { type Job, Queue, Worker } from 'bullmq';
import { createClient } from 'redis';
import { inSpan, linksFrom } from 'spanlink';
import { fromBullMq, fromRedis, messageAttributes, toBullMq } from 'spanlink/messages';
import { recordSpans } from 'spanlink/testing';
import { linkTargets } from '../fixtures/spans';
import { startRedis } from '../servers/redis';
import { describeWith, type Server } from '../servers/server';

const recorder = recordSpans();
let server: Server;

/** The span that sent, as a link's target. */
const sender = (): string[] => linkTargets({ links: linksFrom(recorder.span('send').spanContext()) });

describeWith('redis-server', 'Through Redis', () => {
  beforeAll(async () => {
    server = await startRedis();
  });
  beforeEach(() => recorder.reset());
  afterAll(() => server.stop());

  test('a job that was added with `toBullMq` is read by name, and described', async () => {
    const connection = { host: '127.0.0.1', port: server.port };
    const queue = new Queue('orders', { connection });
    await inSpan('send', (span) => queue.add('ship', { id: 7 }, { attempts: 3, ...toBullMq(span.carrier()) }));
    let close: (() => Promise<void>) | undefined;
    const job = await new Promise<Job>((resolve) => {
      const worker = new Worker('orders', async () => undefined, { connection });
      close = () => worker.close();
      worker.on('completed', resolve);
    });
    await close?.();
    await queue.close();
    expect(linkTargets({ links: fromBullMq(job) })).toEqual(sender());
    expect(fromBullMq([job])).toEqual(linksFrom(job));
    expect(messageAttributes(job)).toEqual({ 'messaging.destination.name': 'orders', 'messaging.message.id': job.id });
  });

  test('an entry of a stream that has a carrier among its fields is read by name, and described', async () => {
    const redis = createClient({ socket: { host: '127.0.0.1', port: server.port } });
    await redis.on('error', () => undefined).connect();
    const id = await inSpan('send', (span) => redis.xAdd('stream', '*', { order: '7', ...span.carrier() }));
    await redis.xAdd('stream', '*', { order: '8' });
    const entries = await redis.xRange('stream', '-', '+');
    await redis.close();
    expect(entries).toHaveLength(2);
    const links = fromRedis(entries, { attributes: messageAttributes });
    expect(linkTargets({ links })).toEqual(sender());
    expect(links[0]?.attributes).toEqual({ 'messaging.message.id': id });
  });
});
