/** The workflows of the tests. */
import {
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  defineQuery,
  defineSignal,
  defineUpdate,
  executeChild,
  getExternalWorkflowHandle,
  proxyActivities,
  proxyLocalActivities,
  setDefaultSignalHandler,
  setHandler,
  sleep,
  startChild,
  workflowInfo,
  ApplicationFailure,
} from '@temporalio/workflow';
import type { createActivities } from '../activities';

type Activities = ReturnType<typeof createActivities>;

const retry = { initialInterval: 1, maximumInterval: 1, maximumAttempts: 3 };
const activities = proxyActivities<Activities>({ startToCloseTimeout: '1 minute', retry });
const local = proxyLocalActivities<Activities>({ startToCloseTimeout: '1 minute', retry });

export const approve = defineSignal<[string]>('approve');
export const finish = defineSignal('finish');
export const raise = defineUpdate<number, [number]>('raise');
export const amount = defineQuery<number>('amount');

/** Calls an activity, which is tried until it works. */
export async function ship(failures: number): Promise<string> {
  return activities.ship(failures);
}

/** Leaves time for another worker between two attempts. */
export async function shipSlowly(): Promise<string> {
  const options = { startToCloseTimeout: '1 minute', retry: { initialInterval: 3_000 } } as const;
  return proxyActivities<Activities>(options).ship(0);
}

export async function shipHere(failures: number): Promise<string> {
  return local.ship(failures);
}

/** Calls any activity by its name, on any queue. */
export async function call(name: string, taskQueue?: string, ...args: unknown[]): Promise<unknown> {
  const options = {
    startToCloseTimeout: '1 minute',
    retry,
    ...(taskQueue === undefined ? {} : { taskQueue }),
  } as const;
  return proxyActivities<Record<string, (...args: unknown[]) => Promise<unknown>>>(options)[name]?.(...args);
}

/** Continues as new until nothing is left. */
export async function countDown(left: number): Promise<number> {
  await activities.ship(0);
  return left === 0 ? 0 : continueAsNew<typeof countDown>(left - 1);
}

export async function parent(): Promise<string> {
  return executeChild(ship, { args: [0], workflowId: `${workflowInfo().workflowId}-child` });
}

/** Fails at its first tries. */
export async function flaky(failures: number): Promise<number> {
  const { attempt } = workflowInfo();
  if (attempt <= failures) throw ApplicationFailure.create({ message: `try ${attempt} failed` });
  return attempt;
}

export async function tick(): Promise<void> {}

/** A loan, which waits for signals, updates and queries. */
export async function loan(): Promise<string[]> {
  const approvals: string[] = [];
  let sum = 0;
  let isOver = false;
  setHandler(approve, async (by) => {
    approvals.push(by);
    if (by === 'ship') approvals.push(await activities.ship(0));
  });
  setHandler(finish, () => void (isOver = true));
  setHandler(amount, () => sum);
  setHandler(
    raise,
    async (by) => {
      if (by > 100) throw ApplicationFailure.create({ message: 'too much', type: 'Limit' });
      await sleep(1);
      return (sum += by);
    },
    { validator: (by) => void (by < 0 && fail()) },
  );
  await condition(() => isOver && allHandlersFinished());
  return approvals;
}

function fail(): never {
  throw new Error('less than nothing');
}

/** Is over before its handler is, which starts a child. */
export async function hasty(): Promise<void> {
  let isOver = false;
  setHandler(approve, async () => {
    await executeChild(ship, { args: [0] });
    isOver = true;
    await condition(() => false);
  });
  await condition(() => isOver);
}

/** Cancels a child that has started. */
export async function impatient(): Promise<void> {
  const scope = new CancellationScope();
  const child = await scope.run(() => startChild(loan));
  scope.cancel();
  await child.result().catch(() => undefined);
}

/** Signals a child, which signals back. */
export async function ping(): Promise<string> {
  let answer = '';
  setHandler(approve, (by) => void (answer = by));
  const child = await startChild(pong, { workflowId: `${workflowInfo().workflowId}-pong` });
  await child.signal(approve, 'ping');
  await condition(() => answer !== '');
  await child.result();
  return answer;
}

export async function pong(): Promise<void> {
  let asked = '';
  setHandler(approve, (by) => void (asked = by));
  await condition(() => asked !== '');
  const { parent } = workflowInfo();
  await getExternalWorkflowHandle(parent?.workflowId ?? '').signal(approve, 'pong');
}

/** Its commands are in an order that each turn of the queue of microtasks decides, to the last, which ends it. */
export async function race(): Promise<number> {
  const after = async (turns: number, start: () => Promise<unknown>): Promise<void> => {
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
    await start();
  };
  let isApproved = false;
  setHandler(approve, async () => {
    await Promise.resolve();
    isApproved = true;
    await sleep(1);
  });
  await Promise.all(
    [0, 1, 2, 3].flatMap((turns) => [
      after(turns, () => activities.ship(0)),
      after(turns, () => sleep(1)),
      after(turns, () => local.ship(0)),
      after(turns, () => executeChild(tick)),
    ]),
  );
  await condition(() => isApproved);
  // some of these come before the command that ends the run, and others too late
  for (let turns = 0; turns < 16; turns++) void after(turns, () => sleep(60_000)).catch(() => undefined);
  return Math.random();
}

/** Registers its handler before any workflow function runs. */
export async function early(): Promise<string> {
  let seen = '';
  setDefaultSignalHandler((name) => void (seen = name));
  await condition(() => seen !== '');
  return seen;
}
