/** What the tests share: causes to link to, what was reported and counted, other copies, realms and processes. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { diag, DiagLogLevel, metrics, type SpanContext } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { NodeTracerProvider, type SpanProcessor } from '@opentelemetry/sdk-trace-node';
import type * as spanlink from 'spanlink';
import { formatLink } from 'spanlink';
import { SpanRecorder, recordSpans } from 'spanlink/testing';

/** A message with trace context in its headers. */
export interface Message {
  readonly headers: Readonly<Record<string, string>>;
}

/** The span context of the n-th producer. */
export function cause(n: number): SpanContext {
  const id = (n + 1).toString(16);
  return { traceId: `ca${id.padStart(30, '0')}`, spanId: `ca${id.padStart(14, '0')}`, traceFlags: 1, isRemote: true };
}

/** The same as `traceid-spanid`. */
export function causeLink(n: number): string {
  return formatLink(cause(n));
}

/** The message of the n-th producer. */
export function message(n: number): Message {
  return { headers: { traceparent: `00-${causeLink(n)}-01` } };
}

/** The messages of as many producers. */
export function messages(count: number): Message[] {
  return Array.from({ length: count }, (_, n) => message(n));
}

/** The links of a recorded span as `traceid-spanid`. */
export function linkedBy(span: { readonly links: readonly { readonly context: SpanContext }[] }): string[] {
  return span.links.map(({ context }) => formatLink(context));
}

/** What the package writes through `diag` from now on. */
export function recordReports(): string[] {
  const reports: string[] = [];
  const write = (text: string): void => {
    if (text.startsWith('spanlink:')) reports.push(text);
  };
  const logger = { error: write, warn: write, info: write, debug: write, verbose: write };
  diag.setLogger(logger, { logLevel: DiagLogLevel.ALL, suppressOverrideMessage: true });
  return reports;
}

/** What the package counts on OpenTelemetry metrics; each call of the result gives what came since the last. */
export function recordCounts(): () => Promise<Record<string, number>> {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.DELTA);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 2 ** 30 });
  const provider = new MeterProvider({ readers: [reader] });
  metrics.disable();
  metrics.setGlobalMeterProvider(provider);
  return async () => {
    await provider.forceFlush();
    const counted = exporter
      .getMetrics()
      .flatMap(({ scopeMetrics }) => scopeMetrics)
      .flatMap((scope) => scope.metrics)
      .map(
        ({ descriptor, dataPoints }) =>
          [descriptor.name, dataPoints.reduce((sum, { value }) => sum + Number(value), 0)] as const,
      )
      .filter(([name, sum]) => name.startsWith('spanlink.') && sum > 0);
    exporter.reset();
    return Object.fromEntries(counted);
  };
}

/** Registers a provider with a processor of the test's own beside a recorder. */
export function recordSpansWith(processor: Partial<SpanProcessor>): SpanRecorder {
  recordSpans().stop();
  const recorder = new SpanRecorder();
  const none = { onStart() {}, onEnd() {}, async forceFlush() {}, async shutdown() {} };
  new NodeTracerProvider({ spanProcessors: [recorder, { ...none, ...processor }] }).register();
  return recorder;
}

/** Another copy of the package, with a copy of OpenTelemetry's API of its own. */
export function anotherCopy(): typeof spanlink {
  let copy: typeof spanlink | undefined;
  jest.isolateModules(() => {
    copy = jest.requireActual<typeof spanlink>('spanlink');
  });
  if (copy === undefined) throw new Error('the package was not loaded');
  return copy;
}

/** Collects garbage until the condition holds. */
export async function collectUntil(condition: () => boolean): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let turn = 0; turn < 200; turn++) {
    collect();
    // the condition in a turn of its own, as it may hold on to what a weak reference gives until the end of that
    await setImmediate();
    if (condition()) return;
    await setImmediate();
  }
  throw new Error('it was not collected');
}

/** How a script of `test/processes` ended, run in a process of its own. */
export async function runProcess(
  script: string,
  ...args: string[]
): Promise<{ code: number; stdout: string; stderr: string }> {
  const path = join(__dirname, 'processes', `${script}.ts`);
  try {
    return { code: 0, ...(await promisify(execFile)(process.execPath, ['--import', 'tsx', path, ...args])) };
  } catch (error) {
    return error as { code: number; stdout: string; stderr: string };
  }
}

/** A decorator that the types let stand anywhere. */
export type AnyDecorator = (...args: unknown[]) => never;

/** A method decorator of somebody else, in both models: gives a function in the place of the method, or none. */
export function foreign(change: (method: (this: unknown, ...args: unknown[]) => unknown) => unknown): AnyDecorator {
  const decorate = (target: unknown, _key: unknown, descriptor?: PropertyDescriptor): unknown => {
    if (descriptor === undefined) return change(target as never);
    const value = change(descriptor.value as never);
    return value === undefined ? undefined : { ...descriptor, value };
  };
  return decorate as AnyDecorator;
}
