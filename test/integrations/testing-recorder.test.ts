/** `spanlink/testing` records the spans of a test. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { context, createContextKey, diag, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { AlwaysOffSampler, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { inSpan, startSpan } from 'spanlink';
import { recordSpans, SpanRecorder } from 'spanlink/testing';
import { recordReports } from '../fixtures/reports.js';
import { cause } from '../fixtures/spans.js';
import { loaded } from '../fixtures/told.js';

let recorder: SpanRecorder;
beforeEach(() => {
  recorder = recordSpans();
});
afterEach(() => recorder.stop());

test('spans are recorded in the order in which they end', () => {
  inSpan('order', () => inSpan('pay', () => undefined));
  expect(recorder.spans.map(({ name }) => name)).toEqual(['pay', 'order']);
});

test('span() returns the one span of that name', () => {
  inSpan('order', () => inSpan('pay', () => undefined));
  expect(recorder.span('pay')).toBe(recorder.spans[0]);
});

test('span() lists the recorded names if none matches', () => {
  inSpan('order', () => inSpan('pay', () => undefined));
  expect(failure(() => recorder.span('ship'))).toBe(
    "expected one span named 'ship', found none. Recorded:\ntrace ID\n└─ order  n ms\n   └─ pay  n ms",
  );
});

test('span() says how many spans match if there is more than one', () => {
  startSpan('pay').complete();
  startSpan('pay').complete();
  expect(failure(() => recorder.span('pay'))).toBe(
    "expected one span named 'pay', found 2. Recorded:\ntrace ID\n└─ pay  n ms\n\ntrace ID\n└─ pay  n ms",
  );
});

test('span() says that nothing was recorded', () => {
  expect(failure(() => recorder.span('pay'))).toBe(
    "expected one span named 'pay', found none. Recorded:\n(no span has ended)",
  );
});

test('named() returns all spans of that name', () => {
  for (const name of ['pay', 'ship', 'pay']) startSpan(name).complete();
  expect(recorder.named('pay')).toEqual([recorder.spans[0], recorder.spans[2]]);
  expect(recorder.named('mail')).toEqual([]);
});

test('unfinished contains the spans that were started and not ended', () => {
  const guard = startSpan('leak');
  startSpan('done').complete();
  expect(recorder.unfinished.map(({ name }) => name)).toEqual(['leak']);
  guard.complete();
  expect(recorder.unfinished).toEqual([]);
});

test('reset() forgets finished and unfinished spans, and recording goes on', () => {
  startSpan('leak');
  startSpan('before').complete();
  recorder.reset();
  expect(recorder.spans).toEqual([]);
  expect(recorder.unfinished).toEqual([]);
  startSpan('after').complete();
  expect(recorder.span('after').name).toBe('after');
});

test('recordSpans() registers the W3C propagator and a context manager, and stop() removes them', () => {
  const guard = startSpan('before');
  expect(guard.carrier().traceparent).toBeDefined();
  const key = createContextKey('test');
  const active = (): unknown => context.with(ROOT_CONTEXT.setValue(key, 1), () => context.active().getValue(key));
  expect(active()).toBe(1);
  recorder.stop();
  expect(active()).toBeUndefined();
  expect(startSpan('after').state).toBe('disabled');
  expect(propagation.fields()).toEqual([]);
  guard.run(() => expect(trace.getActiveSpan()).toBeUndefined());
});

test('a second recorder replaces the first, and is not stopped by it', () => {
  const second = recordSpans();
  recorder.stop();
  startSpan('after').complete();
  expect(second.span('after')).toBeRootSpan();
  expect(recorder.spans).toEqual([]);
  second.stop();
  expect(startSpan('stopped').state).toBe('disabled');
});

test('where a context manager cannot be disabled, as on workerd, one recorder still replaces another', () => {
  const disable = jest.spyOn(AsyncLocalStorage.prototype, 'disable').mockImplementation(() => {
    throw new Error('asyncLocalStorage.disable() is not implemented');
  });
  const error = jest.fn();
  diag.setLogger({ error, warn: error, info: error, debug: error, verbose: error });
  try {
    const second = recordSpans();
    inSpan('order', () => inSpan('pay', () => undefined));
    expect(second.span('pay')).toBeChildOf(second.span('order'));
    second.stop();
    expect(startSpan('stopped').state).toBe('disabled');
    expect(error).not.toHaveBeenCalled();
  } finally {
    diag.disable();
    disable.mockRestore();
  }
});

test('recordSpans() takes a sampler and a link limit', () => {
  recorder = recordSpans({ sampler: new AlwaysOffSampler() });
  startSpan('unsampled').complete();
  expect(recorder.spans).toEqual([]);
  recorder = recordSpans({ linkCountLimit: 1 });
  trace
    .getTracer('test')
    .startSpan('limited', { links: [{ context: cause(0) }, { context: cause(1) }] })
    .end();
  expect(recorder.span('limited')).toHaveLinkCount(1);
});

test('recordSpans() warns of an option that nothing reads', async () => {
  const reports = recordReports();
  recorder = recordSpans({ linkLimit: 1 } as never);
  await loaded();
  expect(reports).toEqual([expect.stringContaining("recordSpans: 'linkLimit' is no option")]);
});

test('a recorder is a span processor for a provider of your own', async () => {
  const own = new SpanRecorder();
  const provider = new NodeTracerProvider({ spanProcessors: [own] });
  provider.getTracer('test').startSpan('work').end();
  await provider.forceFlush();
  await provider.shutdown();
  expect(own.span('work').name).toBe('work');
  startSpan('other').complete();
  own.stop();
  expect(recorder.span('other').name).toBe('other');
  expect(startSpan('still').state).toBe('started');
});

test('toString() draws the recorded traces', () => {
  startSpan('pay').complete();
  expect(String(recorder)).toMatch(/^trace [\da-f]{8}\n└─ pay {2}\d+\.\d ms$/);
});

/** The message of a thrown error, without ids and times. */
function failure(body: () => unknown): string {
  try {
    body();
  } catch (error) {
    return (error as Error).message.replaceAll(/trace [\da-f]{8}/g, 'trace ID').replaceAll(/\d+\.\d ms/g, 'n ms');
  }
  throw new Error('nothing was thrown');
}
