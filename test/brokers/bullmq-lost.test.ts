/** A Redis server that dies under a worker of BullMQ which is at work. */
import { EventEmitter, once } from 'node:events';
import { SpanStatusCode } from '@opentelemetry/api';
import { Queue, Worker } from 'bullmq';
import { LinkedTelemetry } from 'spanlink/bullmq';
import { recordSpansWith } from '../fixtures/spans';
import { describeWith } from '../servers/server';
import { startRedis } from '../servers/redis';

const ends = new EventEmitter();
const recorder = recordSpansWith({ onEnd: ({ name }) => void ends.emit(name) });
afterAll(() => recorder.stop());

describeWith('redis-server', 'A job whose Redis dies while it is processed', () => {
  test('ends its span once, with the error of the client, when its worker is closed', async () => {
    const server = await startRedis();
    const connection = { host: '127.0.0.1', port: server.port };
    const telemetry = new LinkedTelemetry();
    const queue = new Queue('orders', { connection, telemetry });
    queue.on('error', () => undefined);
    await queue.add('ship', {});
    const ended = once(ends, 'process orders');
    let killed: Promise<void> | undefined;
    const process = telemetry.linkAttempts(async () => {
      await (killed = server.kill());
      throw new Error('card declined');
    });
    const worker = new Worker('orders', process, { connection, telemetry });
    await once(worker, 'error').catch(() => undefined);
    await killed;
    await Promise.all([worker.close(true), queue.close()]);
    await worker.disconnect();
    await ended;
    const span = recorder.span('process orders');
    expect(span.status).toEqual({ code: SpanStatusCode.ERROR, message: 'Connection is closed.' });
    expect(span.events.map(({ name, attributes }) => [name, attributes?.['exception.message']])).toEqual([
      ['exception', 'Connection is closed.'],
    ]);
    expect(span).toLinkTo(recorder.span('add orders.ship'), { relation: 'origin' });
    expect(recorder.unfinished).toEqual([]);
  });
});
