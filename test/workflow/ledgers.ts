/** Ledgers that do what a test tells them, and attempts of processes that are no more. */
import { type Attempt, type AttemptStatus, type Ledger, MemoryLedger, type StageKey } from 'spanlink/workflow';
import { cause, causeLink } from '../fixtures';

/** A ledger in memory, some of whose methods are the test's. */
export function ledgerWith(change: Partial<Ledger>, memory: Ledger = new MemoryLedger()): Ledger {
  return {
    open: (opening) => memory.open(opening),
    start: (key, started) => memory.start(key, started),
    finish: (key, outcome) => memory.finish(key, outcome),
    history: (workflow, run) => memory.history(workflow, run),
    prune: (before) => memory.prune(before),
    ...change,
  };
}

/** A ledger in memory that answers later, as those in databases do. */
export function laterLedger(memory: Ledger = new MemoryLedger()): Ledger {
  return ledgerWith(
    {
      open: async (opening) => memory.open(opening),
      start: async (key, started) => memory.start(key, started),
      finish: async (key, outcome) => memory.finish(key, outcome),
    },
    memory,
  );
}

/** Records an attempt of another process, whose span is the n-th cause. */
export async function elsewhere(
  ledger: Ledger,
  key: StageKey,
  n: number,
  status: AttemptStatus = 'running',
  process = 'another',
): Promise<void> {
  const { attempt } = await ledger.open({ ...key, process, startedAt: Date.now(), stages: [] });
  await ledger.start({ ...key, attempt }, { traceparent: `00-${causeLink(n)}-01`, links: [] });
  if (status !== 'running') await ledger.finish({ ...key, attempt }, { status, endedAt: Date.now() });
}

/** An attempt as a ledger would give it, whose span is the n-th cause. */
export function attemptOf(n: number, change: Partial<Attempt> = {}): Attempt {
  return {
    workflow: 'loan',
    run: '7',
    stage: 'submit',
    item: '',
    attempt: 1,
    sequence: n,
    status: 'completed',
    process: 'another',
    startedAt: 0,
    endedAt: 1,
    traceparent: `00-${cause(n).traceId}-${cause(n).spanId}-01`,
    links: [],
    ...change,
  };
}

/** A promise that the test settles. */
export interface Deferred<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
  reject(error: unknown): void;
}

export function deferred<T = void>(): Deferred<T> {
  let settle: Omit<Deferred<T>, 'promise'> | undefined;
  const promise = new Promise<T>((resolve, reject) => (settle = { resolve, reject }));
  return { promise, ...(settle as unknown as Omit<Deferred<T>, 'promise'>) };
}
