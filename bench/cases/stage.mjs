/**
 * The times of a span, of a stage with one ledger, and of the bare queries of its attempts, in a process of its own.
 */
import { MemoryLedger, Stage, useLedger, Workflow } from '../../dist/esm/integrations/workflow/index.js';
import { Span } from '../../dist/esm/index.js';
import { legacy } from '../decorate.mjs';
import { LEDGERS, record, replayOn } from '../ledgers.mjs';
import { median } from '../measure.mjs';
import { register } from '../sdk.mjs';

const { ledger: name, effort } = JSON.parse(process.argv[2]);
/** Calls for a loop of some tens of milliseconds. */
const CALLS = { memory: 2_000, Redis: 200, libsql: 40, PGlite: 20 }[name];
const ATTEMPTS_PER_RUN = 8;
/** Many rounds, because a driver is much code. */
const WARM_UP_ROUNDS = 10;

class SpanOrders {
  async handle(order) {
    return order.size;
  }
}
class StageOrders {
  async handle(order) {
    return order.size;
  }
}

register('recorded');
const span = new (legacy(SpanOrders, 'handle', Span()))();
const stage = new (legacy(StageOrders, 'handle', Stage()))();
Workflow({ name: 'orders', run: (order) => order.run })(StageOrders);

const measured = name === 'memory' ? await measure(new MemoryLedger(), [], undefined) : await measureDatabase();
process.send(measured === undefined ? [] : [{ ledger: name, ...measured }]);
process.disconnect();

async function measureDatabase() {
  const opened = await LEDGERS[name]();
  if (opened === undefined) return undefined;
  const {
    databases: [one, other],
    createLedger,
    close,
  } = opened;
  // creates the tables, and does what a driver does only once
  for (const database of [one, other]) await createLedger(database).history('orders', 'none');
  const calls = [];
  const result = await measure(createLedger(record(one, calls)), calls, replayOn(other));
  await close();
  return result;
}

/** Returns the median times of a call in a span, of a stage, and of the bare queries of the stages, in turns. */
async function measure(ledger, calls, replay) {
  useLedger(ledger, { timeout: 60_000 });
  let count = 0;
  const callAll = async (subject) => {
    for (let call = 0; call < CALLS; call++)
      await subject.handle({ size: 1, run: `run-${Math.floor(count++ / ATTEMPTS_PER_RUN)}` });
  };
  const loops = {
    span: () => callAll(span),
    stage: () => callAll(stage),
    async bare() {
      for (const call of calls.splice(0)) await replay(call);
    },
  };
  const times = { span: [], stage: [], bare: [] };
  for (let round = 0; round < WARM_UP_ROUNDS + effort.rounds * 6; round++) {
    for (const [kind, loop] of Object.entries(loops)) {
      const start = process.hrtime.bigint();
      await loop();
      if (round >= WARM_UP_ROUNDS) times[kind].push(Number(process.hrtime.bigint() - start) / CALLS);
    }
  }
  return Object.fromEntries(Object.entries(times).map(([kind, all]) => [kind, median(all)]));
}
