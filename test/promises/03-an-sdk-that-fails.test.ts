/** Promise 3: a sampler, processor, exporter, logger or meter that throws leaves the method as it was. */
import { context, diag, metrics, propagation, type Span as ApiSpan, trace } from '@opentelemetry/api';
import {
  NodeTracerProvider,
  SimpleSpanProcessor,
  type SpanExporter,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import { configure, inSpan, LinkFrom, linksFrom, Span, SpanGuard } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { recordCounts, recordReports } from '../fixtures/reports';
import { cause, type Message, message, messages, recordSpansWith } from '../fixtures/spans';

const reports = recordReports();
const counts = recordCounts();
beforeEach(async () => {
  reports.length = 0;
  await counts();
});
afterEach(() => {
  configure({ linkLimit: undefined });
  recordSpans().stop();
});

const fail = (): never => {
  throw new Error('thrown by the SDK');
};

/** Returns a class with a new name for each test, as failures are reported once a site. */
function ordersOf(name: string) {
  class Orders {
    static readonly name: string = name;

    @LinkFrom(0)
    place(_from: Message | Message[], amount: number): number {
      return amount;
    }

    @Span()
    async placeLater(amount: number): Promise<number> {
      await Promise.resolve();
      return amount;
    }

    @Span()
    refuse(error: unknown): never {
      throw error;
    }

    @Span()
    *items(): Generator<number, string> {
      yield 1;
      return 'done';
    }
  }
  return new Orders();
}

async function expectUntouched(name: string): Promise<void> {
  const orders = ordersOf(name);
  const error = new RangeError('thrown by the method');
  expect(orders.place(message(0), 7)).toBe(7);
  await expect(orders.placeLater(8)).resolves.toBe(8);
  expect(() => orders.refuse(error)).toThrow(error);
  expect([...orders.items()]).toEqual([1]);
}

const failing: [string, Partial<SpanProcessor>][] = [
  ['on start', { onStart: fail }],
  ['before the end', { onEnding: fail }],
  ['on end', { onEnd: fail }],
];

test.each(failing)('a processor that throws %s is reported, and nothing else happens', async (when, processor) => {
  recordSpansWith(processor);
  await expectUntouched(`Throws ${when}`);
  expect(reports.length).toBeGreaterThanOrEqual(4);
  expect(await counts()).toEqual({ 'spanlink.callback.errors': 4 });
});

test('a sampler that throws costs the span alone, and is reported', async () => {
  const recorder = recordSpans({ sampler: { shouldSample: fail } });
  await expectUntouched('Sampled');
  expect(recorder.spans).toEqual([]);
  expect(await counts()).toEqual({ 'spanlink.callback.errors': 4 });
});

test('without a span of its own, the guard is disabled and the caller stays the active span', () => {
  const recorder = recordSpans({
    sampler: { shouldSample: (...[, , name]) => (name === 'Unlucky.place' ? fail() : { decision: 2 }) },
  });
  class Unlucky {
    @Span()
    place(): [string, ApiSpan | undefined] {
      return [SpanGuard.current().state, trace.getActiveSpan()];
    }
  }
  trace.getTracer('test').startActiveSpan('caller', (caller) => {
    expect(new Unlucky().place()).toEqual(['disabled', caller]);
    caller.end();
  });
  inSpan('ours', () => expect(new Unlucky().place()[0]).toBe('disabled'));
  expect(recorder.spans.map((span) => span.name)).toEqual(['caller', 'ours']);
});

test('an exporter that throws or rejects is the SDK’s own affair', async () => {
  const exporter: SpanExporter = { export: fail, shutdown: async () => {} };
  const unhandled: unknown[] = [];
  const listen = (reason: unknown): unknown => unhandled.push(reason);
  process.on('unhandledRejection', listen);
  recordSpansWith(new SimpleSpanProcessor(exporter));
  await expectUntouched('Exported');
  await new Promise((resolve) => setImmediate(resolve));
  process.off('unhandledRejection', listen);
  expect(unhandled).toEqual([]);
});

test('a span ends, though no child span can take the links past its limit', () => {
  const recorder = recordSpansWith({
    onStart: (span) => (span as unknown as { name: string }).name.includes('links') && fail(),
  });
  configure({ linkLimit: 2 });
  expect(ordersOf('Crowded').place(messages(5), 7)).toBe(7);
  expect(recorder.span('Crowded.place')).toHaveLinkCount(2);
});

test('a foreign tracer may return spans that fail', async () => {
  const nonsense = {
    spanContext: () => cause(0),
    end: fail,
    isRecording: () => true,
    addEvent: fail,
    addLink: fail,
  } as unknown as ApiSpan;
  const provider = { getTracer: () => ({ startSpan: () => nonsense, startActiveSpan: fail }) };
  recordSpans().stop();
  new NodeTracerProvider().register();
  trace.disable();
  trace.setGlobalTracerProvider(provider as never);
  await expectUntouched('Nonsense');
  trace.disable();
  context.disable();
  propagation.disable();
});

test('a logger and a meter that throw reach nobody', () => {
  diag.setLogger(
    { error: fail, warn: fail, info: fail, debug: fail, verbose: fail },
    { suppressOverrideMessage: true },
  );
  metrics.disable();
  metrics.setGlobalMeterProvider({ getMeter: fail });
  recordSpans({ sampler: { shouldSample: fail } });
  expect(ordersOf('Silent').place(message(0), 7)).toBe(7);
  expect(linksFrom('nonsense')).toEqual([]);
});
