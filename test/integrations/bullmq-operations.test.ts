/** The spans of BullMQ's operations, whatever BullMQ tells of them. */
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { Job } from 'bullmq';
import { LinkedTelemetry } from 'spanlink/bullmq';
import { recordSpans } from 'spanlink/testing';
import { startAttempt, startOperation } from '../fixtures/bullmq-operation';
import { recordCounts, recordSites } from '../fixtures/reports';
import { causeTraceparent } from '../fixtures/spans';

const recorder = recordSpans();
const telemetry = new LinkedTelemetry();
const metadata = JSON.stringify({ traceparent: causeTraceparent(0) });
/** What is kept of an attempt at a job that no span added. */
const ofNoProducer = JSON.stringify({ 'spanlink-retry-of': causeTraceparent(1) });

beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

const { INTERNAL, CLIENT, PRODUCER, CONSUMER } = SpanKind;

test.each([
  ['add', PRODUCER, 'send', PRODUCER],
  ['addBulk', PRODUCER, 'send', PRODUCER],
  ['addFlow', PRODUCER, 'send', CLIENT],
  ['addBulkFlows', PRODUCER, 'send', CLIENT],
  ['addNode', PRODUCER, 'create', PRODUCER],
  ['getNextJob', INTERNAL, 'receive', CLIENT],
  ['process', CONSUMER, 'process', CONSUMER],
  ['complete', INTERNAL, 'settle', CLIENT],
  ['fail', INTERNAL, 'settle', CLIENT],
  ['retry', INTERNAL, 'settle', CLIENT],
  ['delay', INTERNAL, 'settle', CLIENT],
  ['pause', INTERNAL, undefined, INTERNAL],
])('%s, of the kind %i, has the type %s and the kind %i of the conventions', (operation, given, type, kind) => {
  startOperation(telemetry, operation, { kind: given }).span.end();
  const span = recorder.span(`${operation} q`);
  expect(span.kind).toBe(kind);
  expect(span.attributes['messaging.operation.type']).toBe(type);
  expect(span.attributes['messaging.operation.name']).toBe(operation);
});

test('an operation has each attribute with a value, whenever BullMQ sets it', () => {
  const { span } = startOperation(telemetry, 'pause');
  span.setAttribute('bullmq.worker.id', 'w1');
  span.setAttributes({ 'bullmq.worker.name': null, 'bullmq.job.name': undefined, 'bullmq.job.delay': 0 } as never);
  span.end();
  expect(recorder.span('pause q').attributes).toMatchObject({
    'bullmq.worker.id': 'w1',
    'messaging.client.id': 'w1',
    'bullmq.job.delay': 0,
  });
  expect(recorder.span('pause q').attributes).not.toHaveProperty(['bullmq.worker.name']);
  expect(recorder.span('pause q').attributes).not.toHaveProperty(['bullmq.job.name']);
});

test('an operation that BullMQ does not name has its attributes and no others', () => {
  const span = telemetry.tracer.startSpan('unnamed');
  span.setAttributes({ 'bullmq.worker.id': 'w1' });
  span.end();
  expect(recorder.span('unnamed').attributes).toEqual({ 'bullmq.worker.id': 'w1', 'messaging.client.id': 'w1' });
});

test('an event has the attributes that have a value', () => {
  const { span } = startOperation(telemetry, 'pause');
  span.addEvent('job progress', { 'job.progress': 0, 'job.label': null, 'job.name': undefined } as never);
  span.end();
  expect(recorder.span('pause q').events[0]?.attributes).toEqual({ 'job.progress': 0 });
});

test('a job of a flow that nothing sends is created all the same', () => {
  startOperation(telemetry, 'addNode', { kind: PRODUCER }).span.end();
  expect(recorder.span('addNode q')).toHaveLinkCount(0);
});

test('no operation takes what is not there for a cause that cannot be read', async () => {
  const counts = recordCounts();
  startOperation(telemetry, 'pause').span.end();
  for (const none of [ofNoProducer, '{}']) startOperation(telemetry, 'getNextJob', { metadata: none }).span.end();
  startAttempt(telemetry, 'counted', {}).span.end();
  startAttempt(telemetry, 'counted', { metadata }).span.end();
  const { run, span } = startOperation(telemetry, 'process', { kind: CONSUMER, metadata });
  await run(() => {
    span.setAttributes({ 'bullmq.job.id': 'counted, too' });
    return telemetry.linkAttempts(async (_job: Job) => undefined)({ attemptsMade: 0 } as Job);
  });
  span.end();
  expect(recorder.spans).toHaveLength(6);
  expect(await counts()).toEqual({});
});

test.each(['no JSON', '7', '{"traceparent":7}', '{"x":"y"}'])(
  'a job that carries %s counts as one whose cause cannot be read',
  async (carried) => {
    const counts = recordCounts();
    startAttempt(telemetry, carried, { metadata: carried }).span.end();
    expect(recorder.span('process q')).toHaveLinkCount(0);
    expect(await counts()).toEqual({ 'spanlink.links.unreadable': 1 });
  },
);

describe('an error of a command in an attempt', () => {
  /** Reports an error of Redis as BullMQ does, after the processor threw something. */
  async function report(thrown: unknown, message: string): Promise<unknown[]> {
    const { run, span } = startOperation(telemetry, 'process', { kind: CONSUMER, metadata });
    const process = telemetry.linkAttempts(async (_job: Job) => {
      throw thrown;
    });
    await run(async () => {
      span.setAttributes({ 'bullmq.job.id': message });
      await process({ attemptsMade: 0 } as Job).catch(() => undefined);
    });
    span.recordException(message);
    span.end();
    const { events, status } = recorder.span('process q');
    expect(status.code).toBe(SpanStatusCode.ERROR);
    return events.map(({ attributes }) => [attributes?.['exception.type'], attributes?.['exception.message']]);
  }

  test.each([
    [null, 'lost a message of Redis'],
    [undefined, 'lost a message of Redis'],
    [null, 'null was returned'],
    ['a text', 'a text is no message'],
    [new Error('one'), 'Error: one message of Redis'],
  ])('is not taken for what the processor threw (%p, %s)', async (thrown, message) => {
    expect(await report(thrown, message)).toEqual([['Error', message]]);
  });

  test('is what BullMQ makes of null', async () => {
    expect(await report(null, "Cannot read properties of null (reading 'message')")).toEqual([['null', 'null']]);
  });
});

test('an error whose message cannot be read fails its operation, and is counted', async () => {
  const sites = recordSites();
  const { span } = startOperation(telemetry, 'complete');
  const error = Object.defineProperty(new Error(), 'message', {
    get: () => {
      throw new RangeError('no message');
    },
  });
  expect(() => span.recordException(error)).not.toThrow();
  span.end();
  expect(recorder.span('complete q').status.code).toBe(SpanStatusCode.ERROR);
  expect((await sites())['spanlink.callback.errors']).toHaveProperty('LinkedTelemetry');
});
