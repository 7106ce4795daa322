/** Whatever a processor of BullMQ throws is recorded (promise 4). */
import { SpanStatusCode } from '@opentelemetry/api';
import { DelayedError, type Job, RateLimitError, UnrecoverableError, WaitingChildrenError, WaitingError } from 'bullmq';
import { LinkedTelemetry } from 'spanlink/bullmq';
import { type FinishedSpan, recordSpans } from 'spanlink/testing';
import { describeWith } from '../servers/server';
import { Bull } from './bullmq';

const recorder = recordSpans();
let bull: Bull;

const UNKNOWN = 'something thrown without a message';
const exceptionsOf = ({ events }: FinishedSpan): unknown[][] =>
  events
    .filter(({ name }) => name === 'exception')
    .map(({ attributes }) => [attributes?.['exception.type'], attributes?.['exception.message'] ?? '']);

class Declined {
  readonly code = 51;
}
class NoMessage extends Error {}

/** What is thrown, and the type and text that are recorded where the processor links attempts, and where not. */
const thrown: readonly (readonly [string, unknown, [string, string], [string, string]])[] = [
  ['text', 'card declined', ['string', 'card declined'], ['unknown', UNKNOWN]],
  ['a number', 51, ['number', '51'], ['unknown', UNKNOWN]],
  ['false', false, ['boolean', 'false'], ['unknown', UNKNOWN]],
  ['a symbol', Symbol('declined'), ['symbol', 'Symbol(declined)'], ['unknown', UNKNOWN]],
  ['an object', { code: 51 }, ['Object', '[object Object]'], ['unknown', UNKNOWN]],
  ['an object of no class', Object.create(null), ['object', '[object Object]'], ['unknown', UNKNOWN]],
  ['an instance of a class', new Declined(), ['Declined', '[object Object]'], ['unknown', UNKNOWN]],
  ['an object with a message', { message: 'card declined' }, ['Object', 'card declined'], ['Error', 'card declined']],
  ['an error without a message', new NoMessage(), ['Error', ''], ['Error', '']],
  ['an error', new RangeError('card declined'), ['RangeError', 'card declined'], ['Error', 'card declined']],
];

describeWith('redis-server', 'a processor of BullMQ', () => {
  beforeAll(async () => {
    bull = await Bull.start();
  });
  beforeEach(() => recorder.reset());
  afterAll(async () => {
    await bull.stop();
    recorder.stop();
  });

  test.each(thrown)('that throws %s fails its span, with one exception', async (_what, value, linked, plain) => {
    for (const [isLinking, expected] of [
      [true, linked],
      [false, plain],
    ] as const) {
      const telemetry = new LinkedTelemetry();
      const queue = bull.queue(telemetry);
      await queue.add('ship', {}, { attempts: 2 });
      const process = async (): Promise<never> => {
        throw value;
      };
      await bull.work(queue, telemetry, 2, isLinking ? telemetry.linkAttempts(process) : process);
      const [first, second] = recorder.named(`process ${queue.name}`) as [FinishedSpan, FinishedSpan];
      for (const span of [first, second]) {
        expect(span.status).toMatchObject({ code: SpanStatusCode.ERROR });
        expect(span.status.message ?? '').toBe(expected[1]);
        expect(exceptionsOf(span)).toEqual([expected]);
        if (expected[0] === 'unknown') expect(span.attributes['error.type']).toBe('_OTHER');
      }
      expect(second).toLinkTo(first, { relation: 'retry_of' });
    }
  });

  // BullMQ fails as it asks them for a message, and the job stalls
  test.each([null, undefined])('that throws %s fails its span, with one exception', async (value) => {
    for (const isLinking of [true, false]) {
      const telemetry = new LinkedTelemetry();
      const queue = bull.queue(telemetry);
      await queue.add('ship', {});
      const process = async (): Promise<never> => {
        throw value;
      };
      const worker = bull.worker(queue, telemetry, isLinking ? telemetry.linkAttempts(process) : process);
      await new Promise((resolve) => worker.on('error', resolve));
      await worker.close();
      const span = recorder.span(`process ${queue.name}`);
      const [[type, message] = []] = exceptionsOf(span);
      expect(exceptionsOf(span)).toHaveLength(1);
      expect(span.status).toEqual({ code: SpanStatusCode.ERROR, message });
      expect(type).toBe(isLinking ? String(value) : 'Error');
      expect(message).toContain(String(value));
    }
  });

  test.each([
    ['a delay', () => new DelayedError()],
    ['to wait its turn again', () => new WaitingError()],
    ['to wait for children', () => new WaitingChildrenError()],
    ['a pause of the queue', () => new RateLimitError()],
  ])('that asks for %s by an error has not failed', async (_what, request) => {
    const telemetry = new LinkedTelemetry();
    const queue = bull.queue(telemetry);
    await queue.add('ship', {});
    const process = telemetry.linkAttempts(async (job: Job, token?: string) => {
      if (job.attemptsStarted > 1) return;
      const error = request();
      if (error instanceof RateLimitError) await queue.rateLimit(1);
      else if (error instanceof DelayedError) await job.moveToDelayed(Date.now(), token);
      else await job.moveToWait(token);
      throw error;
    });
    await bull.work(queue, telemetry, 1, process as (job: Job) => unknown);
    for (const span of recorder.named(`process ${queue.name}`)) {
      expect(span.status.code).toBe(SpanStatusCode.UNSET);
      expect(exceptionsOf(span)).toEqual([]);
    }
  });

  test('that gives up at once fails its span with that error', async () => {
    const telemetry = new LinkedTelemetry();
    const queue = bull.queue(telemetry);
    await queue.add('ship', {}, { attempts: 3 });
    const process = telemetry.linkAttempts(() => Promise.reject(new UnrecoverableError('card stolen')));
    await bull.work(queue, telemetry, 1, process);
    expect(exceptionsOf(recorder.span(`process ${queue.name}`))).toEqual([['UnrecoverableError', 'card stolen']]);
  });

  test('whose caller throws something else fails its span with what BullMQ was told', async () => {
    const telemetry = new LinkedTelemetry();
    const queue = bull.queue(telemetry);
    await queue.add('ship', {});
    const inner = telemetry.linkAttempts((_job: Job) => Promise.reject(new Error('card declined')));
    await bull.work(queue, telemetry, 1, async (job) => {
      await (inner(job) as Promise<void>).catch(() => undefined);
      throw new Error('order cancelled');
    });
    expect(exceptionsOf(recorder.span(`process ${queue.name}`))).toEqual([['Error', 'order cancelled']]);
  });

  test('whose caller takes care of what it threw has not failed', async () => {
    for (const value of ['card declined', null, new Error('card declined')]) {
      const telemetry = new LinkedTelemetry();
      const queue = bull.queue(telemetry);
      await queue.add('ship', {});
      const inner = telemetry.linkAttempts((_job: Job) => Promise.reject(value));
      await bull.work(queue, telemetry, 1, (job) => (inner(job) as Promise<void>).catch(() => undefined));
      const span = recorder.span(`process ${queue.name}`);
      expect(span.status.code).toBe(SpanStatusCode.UNSET);
      expect(exceptionsOf(span)).toEqual([]);
    }
  });
});

test.each([null, undefined, 'text', 7])(
  'an operation of BullMQ that is rejected with %p ends its span as failed',
  (value) => {
    const { tracer, contextManager } = new LinkedTelemetry();
    recordSpans();
    const span = tracer.startSpan('add q.ship', { kind: 3 });
    span.setSpanOnContext(contextManager.active());
    expect(() => span.recordException(value as never)).not.toThrow();
    span.end();
  },
);

describe('an error that BullMQ reports of a command', () => {
  const long = 'x'.repeat(100_000);

  /** Records what BullMQ reports of one span. */
  const spanOf = (report: (span: ReturnType<LinkedTelemetry['tracer']['startSpan']>) => void): FinishedSpan => {
    const { tracer, contextManager } = new LinkedTelemetry();
    const own = recordSpans();
    const span = tracer.startSpan('complete q', { kind: 0 });
    span.setSpanOnContext(contextManager.active());
    report(span);
    span.end();
    own.stop();
    return own.span('complete q');
  };

  test.each<[string, (span: Parameters<Parameters<typeof spanOf>[0]>[0]) => void]>([
    ['as text, and never succeeds', (span) => span.recordException(long)],
    ['as an error', (span) => span.recordException(new Error(long))],
    [
      'as text first, and then as an error',
      (span) => {
        span.recordException(long);
        span.recordException(new Error(long));
      },
    ],
  ])('%s is bounded, and has an error.type', (_how, report) => {
    const { events, status, attributes } = spanOf(report);
    const exceptions = events.filter(({ name }) => name === 'exception');
    expect(exceptions).toHaveLength(1);
    for (const { attributes: { 'exception.message': message } = {} } of exceptions) {
      expect(String(message)).toHaveLength(8_192);
      expect(String(message)).toContain('(100000 characters)');
    }
    expect(status.code).toBe(SpanStatusCode.ERROR);
    expect(status.message).toHaveLength(8_192);
    expect(attributes['error.type']).toBe('Error');
  });

  test('as the reason of a failed job is bounded in the event that tells it, too', () => {
    const { events } = spanOf((span) => span.addEvent('job failed', { 'bullmq.job.failed.reason': long }));
    for (const { attributes } of events) expect(JSON.stringify(attributes).length).toBeLessThan(9_000);
    expect(events).toHaveLength(1);
  });

  test('once as text, and which succeeds in the end, has not failed', () => {
    const { status, attributes } = spanOf((span) => {
      span.recordException('connection lost');
      span.addEvent('job completed', {});
    });
    expect(status.code).toBe(SpanStatusCode.UNSET);
    expect(attributes).not.toHaveProperty(['error.type']);
  });

  test('as text first has the code of the error that BullMQ gives up with', () => {
    const { attributes } = spanOf((span) => {
      span.recordException('connect');
      span.recordException(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }));
    });
    expect(attributes['error.type']).toBe('ECONNREFUSED');
  });
});
