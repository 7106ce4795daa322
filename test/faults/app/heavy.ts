/** Memory is short (`--max-old-space-size`), and links are many: whatever the process keeps is bounded. */
import { BasicTracerProvider, type ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { trace } from '@opentelemetry/api';
import { inSpan, SpanGuard, startSpan } from 'spanlink';
import { MemoryLedger, runStage, useLedger } from 'spanlink/workflow';

/** The links of all spans, which are not kept themselves, by name. */
const links: Record<string, number> = {};
let rejections = 0;
trace.setGlobalTracerProvider(
  new BasicTracerProvider({
    spanProcessors: [
      {
        onStart: () => undefined,
        onEnd: (span: ReadableSpan) => {
          // child spans with more links have the name of their parent first
          const [name = ''] = span.name.split(' ');
          links[name] = (links[name] ?? 0) + span.links.length;
        },
        forceFlush: async () => undefined,
        shutdown: async () => undefined,
      },
    ],
  }),
);
process.on('unhandledRejection', () => rejections++);

const hex = (n: number, digits: number): string => (n + 1).toString(16).padStart(digits, '0');
const messageOf = (n: number): object => ({ headers: { traceparent: `00-${hex(n, 32)}-${hex(n, 16)}-01` } });

void (async () => {
  // 128 links on each, and 79 spans of 128 for one call
  for (let call = 0; call < 2_000; call++)
    inSpan('batch', { links: Array.from({ length: 128 }, (_, at) => messageOf(call * 128 + at)) }, () => undefined);
  inSpan('large', { links: Array.from({ length: 10_000 }, (_, at) => messageOf(at)) }, () => undefined);
  // guards that nobody adopts, and spans that nobody ends
  for (let guard = 0; guard < 50_000; guard++) {
    new SpanGuard().link(messageOf(guard));
    if (guard % 10 === 0) startSpan('abandoned', { links: messageOf(guard) });
    if (guard % 1_000 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  // more runs than the ledger keeps
  useLedger(new MemoryLedger());
  const stage = { workflow: 'import', stage: 'load' };
  for (let run = 0; run < 30_000; run++) await runStage({ ...stage, run: `run ${run}` }, async () => undefined);
  const kept = await runStage({ ...stage, run: 'run 29999' }, async (span) => span.spanContext().spanId.length);
  console.log(JSON.stringify({ links, rejections, kept }));
})();
