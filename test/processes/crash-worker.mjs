/**
 * Works on a stage of a run until it kills itself, or has done it that often:
 * `crash-worker.mjs <database> <journal> <run> <point> <nth>`. What ran is in the journal, a line an attempt, written
 * before the body goes on.
 */
import { appendFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import Database from 'libsql';
import { SpanGuard } from 'spanlink';
import { runStage, SqliteLedger, useLedger } from 'spanlink/workflow';

const [file, journal, run, point, nth] = process.argv.slice(2);
new NodeTracerProvider().register();

let passed = 0;
/** Dies as by `kill -9`, when it comes by for the n-th time. */
const pass = (here) => {
  if (here === point && ++passed === Number(nth)) process.kill(process.pid, 'SIGKILL');
};

const sqlite = new SqliteLedger(new Database(file));
const watched =
  (name) =>
  async (...args) => {
    pass(`before ${name}`);
    const result = await sqlite[name](...args);
    pass(`after ${name}`);
    return result;
  };
useLedger(
  {
    open: watched('open'),
    start: watched('start'),
    finish: watched('finish'),
    history: (...of) => sqlite.history(...of),
    prune: (before) => sqlite.prune(before),
  },
  { timeout: 60_000 },
);

for (let call = 1; call <= Number(nth); call++) {
  await runStage({ workflow: 'crashes', run, stage: 'work' }, async () => {
    const { span } = SpanGuard.current();
    const entry = {
      span: span.spanContext().spanId,
      links: span.links.map(({ context }) => context.spanId),
      attempt: span.attributes['spanlink.stage.attempt'],
    };
    appendFileSync(journal, `${JSON.stringify(entry)}\n`);
    pass('in the body');
    await setImmediate();
    pass('later in the body');
  });
}
