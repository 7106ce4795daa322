/** `node main.js <fault> [<address of a collector>]` does the work, and prints what came of it and the spans. */
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import {
  BatchSpanProcessor,
  NodeTracerProvider,
  type ReadableSpan,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import { formatLink } from 'spanlink';
import { FAULTS } from './faults.js';
import { work } from './work.js';

const [name = 'none', url] = process.argv.slice(2);
const fault = FAULTS[name]?.();
if (fault === undefined) throw new Error(`there is no fault ${name}`);

const spans: ReadableSpan[] = [];
/** Those of the SDK wait for timers. */
const memory: SpanProcessor = {
  onStart: () => undefined,
  onEnd: (span) => void spans.push(span),
  forceFlush: async () => undefined,
  shutdown: async () => undefined,
};
const spanProcessors = [memory];
if (url !== undefined) spanProcessors.push(new BatchSpanProcessor(new OTLPTraceExporter({ url, timeoutMillis: 500 })));
const provider = new NodeTracerProvider({ spanProcessors });
provider.register();

void (async () => {
  const rejections: unknown[] = [];
  process.on('unhandledRejection', (reason) => rejections.push(String(reason)));
  const stop = fault.start?.();
  const outcome = await work(() => fault.strike?.());
  stop?.();
  // that the exporter fails is the application's to know
  await provider.forceFlush().catch(() => undefined);
  process.once('exit', () => {
    console.log(JSON.stringify({ outcome, rejections, spans: spans.map(plain) }));
  });
})();

/** A span without what differs from run to run: ids of its own, and times. */
function plain(span: ReadableSpan): object {
  const nameOf = (id: string | undefined): string | undefined => {
    const at = spans.findIndex((each) => each.spanContext().spanId === id);
    return at === -1 ? id : `${at} ${spans[at]?.name}`;
  };
  return {
    name: span.name,
    parent: nameOf(span.parentSpanContext?.spanId),
    status: span.status,
    links: span.links.map(({ context, attributes }) => [
      nameOf(context.spanId) === context.spanId ? formatLink(context) : nameOf(context.spanId),
      attributes?.['spanlink.relation'],
    ]),
    events: span.events.map((event) => event.name),
    attributes: span.attributes,
    isNegative: span.duration.some((part) => part < 0) || compare(span.endTime, span.startTime) < 0,
  };
}

function compare([seconds, nanos]: readonly number[], [others = 0, rest = 0]: readonly number[]): number {
  return (seconds ?? 0) - others || (nanos ?? 0) - rest;
}
