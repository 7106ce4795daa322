/** Provokes one failure, twice, as an application without a logger of `diag` would: `node warnings.ts <failure>`. */
import { setImmediate } from 'node:timers/promises';
import { context } from '@opentelemetry/api';
import { configure, LinkFrom, Span, traced } from '../../index.js';
import { runStage, Stage, useLedger, MemoryLedger, Workflow } from '../../integrations/workflow/index.js';
import { recordSpans } from '../../integrations/testing/index.js';

const [failure = '', ...flags] = process.argv.slice(2);
if (flags.includes('off')) process.env.SPANLINK_WARNINGS = '0';
else delete process.env.SPANLINK_WARNINGS;
if (flags.includes('test')) process.env.VITEST = 'true';
else {
  delete process.env.NODE_ENV;
  delete process.env.JEST_WORKER_ID;
}
if (!failure.startsWith('sdk')) recordSpans();

/** The timers that were started: their callback, milliseconds, and whether they hold the process. */
const timers: { readonly ring: () => void; readonly after: unknown; isHeld: boolean }[] = [];
globalThis.setTimeout = ((ring: () => void, after: unknown) => {
  const timer = { ring, after, isHeld: true };
  timers.push(timer);
  return { unref: () => (timer.isHeld = false) };
}) as never;

class Orders {
  @LinkFrom((): never => {
    throw new TypeError('secret');
  })
  select(): void {}

  @LinkFrom((() => Promise.resolve({})) as never)
  wait(): void {}

  @Span({
    name: (): never => {
      throw new RangeError('secret');
    },
  })
  name(): void {}

  @LinkFrom(0)
  read(order: unknown): void {}

  @LinkFrom((order: { body?: object }) => order.body)
  pick(order: { body?: object }): void {}
}

class Apart {
  @Stage() async submit(): Promise<void> {}
}

@Workflow({ name: 'loan', run: (id: string) => id })
class Loan {
  @Stage() async submit(id: string): Promise<void> {}
}

const orders = new Orders();
const times = (count: number, call: (at: number) => unknown): void => {
  for (let at = 0; at < count; at++) void call(at);
};

const FAILURES: Readonly<Record<string, () => unknown>> = {
  selector: () => times(2, () => orders.select()),
  promise: () => times(2, () => orders.wait()),
  callback: () => times(2, () => orders.name()),
  context19: () => times(19, () => orders.read({ id: 'secret' })),
  context20: () => times(50, () => orders.read({ id: 'secret', payload: { traceparent: TRACEPARENT } })),
  contextFound: () => times(50, (at) => orders.read(at === 7 ? { traceparent: TRACEPARENT } : {})),
  contextNone: () => times(50, (at) => orders.read(at % 2 === 0 ? null : false)),
  contextIdle: () => times(50, () => orders.read([])),
  contextEmpty: () => times(50, () => orders.pick({ body: [] })),
  contextUndefined: () => times(50, () => orders.pick({})),
  parent: () => {
    const orphan = traced(() => undefined, { parent: () => ({ id: 1 }) as never });
    times(50, () => orphan());
  },
  argument: () => {
    class Late {
      @LinkFrom(2) two(order: object, options = {}): void {}
      @LinkFrom(1) defaults(order: object, options = { text: ')' }): void {}
      @LinkFrom(5) rest(...orders: object[]): void {}
    }
    return Late;
  },
  argumentFits: () => {
    class Right {
      @LinkFrom(1) defaults(order: object, options = { text: '),(' }): void {}
      @LinkFrom(5) rest(...orders: object[]): void {}
    }
    return Right;
  },
  ledger: () => times(2, () => new Loan().submit('secret')),
  workflow: () => {
    useLedger(new MemoryLedger());
    times(2, () => new Apart().submit());
  },
  run: () => {
    useLedger(new MemoryLedger());
    times(2, () => new Loan().submit({} as never));
  },
  stage: async () => {
    useLedger(new MemoryLedger());
    const place = { workflow: 'loan', run: '7' };
    await runStage({ ...place, stage: 'submit' }, () => undefined);
    await runStage({ ...place, stage: 'approve', after: 'sbumit' }, () => undefined);
  },
  option: () => {
    class Wrong {
      @Span({ atributes: {} } as never) first(): void {}
      @Span({ knid: 1 } as never) second(): void {}
    }
    return Wrong;
  },
  setting: () => times(2, () => configure({ linklimit: 3 } as never)),
  manager: () => {
    context.disable();
    times(2, () => orders.read({ traceparent: TRACEPARENT }));
  },
  sdk: () => times(2, () => orders.read({})),
  sdkLater: () => {
    orders.read({});
    recordSpans();
  },
};

const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

async function run(): Promise<void> {
  await FAILURES[failure]?.();
  // modules are loaded in turn, so that what waits for this one comes behind what waits for a timer
  await import('../../lib/global/missing-sdk.js');
  await setImmediate();
  console.log(JSON.stringify(timers.map(({ after, isHeld }) => ({ after, isHeld }))));
  for (const { ring } of timers) ring();
}

void run();
