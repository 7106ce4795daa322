/** A RabbitMQ that crashes while handlers wait for it: they end with the client's error, and so do their spans. */
import { once } from 'node:events';
import { SpanStatusCode } from '@opentelemetry/api';
import { type ConfirmChannel, connect, type ConsumeMessage, IllegalOperationError } from 'amqplib';
import { inSpan, LinkFrom, SpanGuard } from 'spanlink';
import { type FinishedSpan, recordSpans } from 'spanlink/testing';
import { recordReports } from '../fixtures/reports';
import { describeWith } from '../servers/server';
import { consume, newQueue, send, startBroker } from './amqp';

const reports = recordReports();
const recorder = recordSpans();
afterAll(() => recorder.stop());

class Relay {
  readonly #channel: ConfirmChannel;

  constructor(channel: ConfirmChannel) {
    this.#channel = channel;
  }

  @LinkFrom(0)
  async confirm(_message: ConsumeMessage, isWaiting: () => void): Promise<void> {
    this.#channel.sendToQueue('next', Buffer.from('{}'), { headers: SpanGuard.current().carrier() });
    isWaiting();
    await this.#channel.waitForConfirms();
  }

  @LinkFrom(0)
  ask(_message: ConsumeMessage): Promise<unknown> {
    return this.#channel.assertQueue('next');
  }

  @LinkFrom(0)
  call(_message: ConsumeMessage): Promise<void> {
    return new Promise((_resolve, reject) => {
      const failed = (error: Error | null): void => reject(error);
      this.#channel.sendToQueue('next', Buffer.from('{}'), {}, failed);
    });
  }

  @LinkFrom(0)
  async *steps(message: ConsumeMessage): AsyncGenerator<string> {
    yield 'begun';
    await once(this.#channel, 'close');
    this.#channel.ack(message);
    yield 'done';
  }

  @LinkFrom(0)
  acknowledge(message: ConsumeMessage): void {
    this.#channel.ack(message);
  }
}

describeWith('rabbitmq-server', 'A broker that is killed in the middle of handlers', () => {
  let failures: Record<string, unknown>;
  let errors: unknown[];

  beforeAll(async () => {
    const broker = await startBroker();
    errors = [];
    const connection = await connect(broker.url);
    for (const each of [connection, broker.connection]) each.on('error', (error) => errors.push(error));
    const channel = await connection.createConfirmChannel();
    const queue = await newQueue(broker.channel);
    await inSpan('place', (span) => send(broker.channel, queue, { headers: span.carrier() }));
    const [message] = (await consume(channel, queue, 1, (delivered) => delivered)) as [ConsumeMessage];

    const relay = new Relay(channel);
    const steps = relay.steps(message);
    await steps.next();
    const closed = once(channel, 'close');
    let killed: Promise<void> | undefined;
    // from the last of them, when what they ask for has not left this process, so that nothing can be answered
    const waiting = {
      step: steps.next(),
      ask: relay.ask(message),
      call: relay.call(message),
      confirm: relay.confirm(message, () => (killed = broker.kill())),
    };
    const settled = await Promise.allSettled(Object.values(waiting));
    failures = Object.fromEntries(Object.keys(waiting).map((name, at) => [name, settled[at]]));
    await closed;
    await killed;
    expect(() => relay.acknowledge(message)).toThrow(IllegalOperationError);
  });

  test("gives each of them the client's own error", () => {
    expect(failures).toEqual({
      confirm: { status: 'rejected', reason: new Error('channel closed') },
      call: { status: 'rejected', reason: new Error('channel closed') },
      ask: { status: 'rejected', reason: new Error('Channel ended, no reply will be forthcoming') },
      step: { status: 'rejected', reason: expect.any(IllegalOperationError) },
    });
    expect(errors).toHaveLength(2);
  });

  test.each([
    ['waits for what it published to be confirmed', 'Relay.confirm', 'channel closed'],
    ['waits in a callback of its own', 'Relay.call', 'channel closed'],
    ['waits for an answer', 'Relay.ask', 'Channel ended, no reply will be forthcoming'],
    ['is a generator between two steps', 'Relay.steps', 'Channel closed'],
    ['acknowledges too late', 'Relay.acknowledge', 'Channel closed'],
  ])('ends the span of one that %s once, with the error and the link', (_what, name, text) => {
    const span: FinishedSpan = recorder.span(name);
    expect(span.status).toEqual({ code: SpanStatusCode.ERROR, message: text });
    expect(span.events.map((event) => [event.name, event.attributes?.['exception.message']])).toEqual([
      ['exception', text],
    ]);
    expect(span).toHaveLinkCount(1);
    expect(span).toLinkTo(recorder.span('place'));
  });

  test('leaves no span open, and nothing to report', () => {
    expect(recorder.unfinished).toEqual([]);
    expect(reports).toEqual([]);
  });
});
