/** The event loop is blocked for longer than a ledger may take, whose answers come in meanwhile. */
import { stat } from 'node:fs/promises';
import { NodeTracerProvider, type ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { type Ledger, MemoryLedger, runStage, useLedger } from 'spanlink/workflow';

const spans: ReadableSpan[] = [];
const done = async (): Promise<void> => undefined;
const onEnd = (span: ReadableSpan): void => void spans.push(span);
new NodeTracerProvider({
  spanProcessors: [{ onStart: () => undefined, onEnd, forceFlush: done, shutdown: done }],
}).register();

const memory = new MemoryLedger();
const late = async <T>(answer: () => T): Promise<T> => {
  await stat('.');
  return answer();
};
const ledger: Ledger = {
  open: (opening) => late(() => memory.open(opening)),
  start: (key, started) => late(() => memory.start(key, started)),
  finish: (key, outcome) => late(() => memory.finish(key, outcome)),
  history: (workflow, run) => memory.history(workflow, run),
  prune: (before) => memory.prune(before),
};

void (async () => {
  const stage = { workflow: 'loan', run: '1' };
  useLedger(ledger);
  await runStage({ ...stage, stage: 'submit' }, done);
  useLedger(ledger, { timeout: 500 });
  const approved = runStage({ ...stage, stage: 'approve', after: ['submit'] }, async () => 'approved');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_000);
  const result = await approved;
  const { links = [], attributes } = spans.at(-1) ?? {};
  console.log(
    JSON.stringify({ result, links: links.map((link) => link.attributes?.['spanlink.relation']), attributes }),
  );
})();
