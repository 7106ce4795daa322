/** What the program does under each provider. Every scenario returns what it saw, for the test to compare. */
import { type Span, SpanKind, trace } from '@opentelemetry/api';
import { configure, inSpan, SpanGuard, startSpan, traced } from 'spanlink';
import { MemoryLedger, Stage, useLedger, Workflow } from 'spanlink/workflow';
import { messageOf } from './messages.js';
import { currentIds, type Ids, idsOf, Orders, tracer } from './orders.js';
import { startServer } from './request.js';
import { provider } from './start.js';
import { UNTOUCHED } from './untouched.js';

const orders = new Orders();
configure({ linkLimit: Number(process.env.LINK_LIMIT) });
/** It listens outside of all spans, as a server does. */
const server = startServer();

/** Opens a span of the application and returns its ids, once it has ended. */
const endedSpan = (name: string): Ids => {
  const span = tracer.startSpan(name);
  span.end();
  return idsOf(span);
};

const outcomeOf = <T>(body: () => T): unknown => {
  try {
    return body();
  } catch (error) {
    return error;
  }
};

@Workflow({ name: 'loan', run: (loan: { id: string }) => loan.id })
class Loan {
  #isFirst = true;

  @Stage()
  async submit(_loan: { id: string }): Promise<Ids> {
    return currentIds();
  }

  @Stage({ after: ['submit'] })
  async approve(_loan: { id: string }, tell: (ids: Ids) => void): Promise<Ids> {
    tell(currentIds());
    if (this.#isFirst) {
      this.#isFirst = false;
      throw new Error('the bank is closed');
    }
    return currentIds();
  }
}

const SCENARIOS = {
  ...UNTOUCHED,

  async methods() {
    const [placed, place, packInPlace] = orders.place('fig');
    const [ship, packInShip] = await orders.ship();
    return { placed, place, packInPlace, ship, packInShip };
  },

  async links() {
    const cause = endedSpan('cause');
    const [consume, pack, query] = orders.consume(messageOf(1));
    const batch = await orders.consumeBatch([messageOf(2), messageOf(3), messageOf(3), messageOf(4)]);
    const [late, packInLate] = await orders.consumeLate(messageOf(5));
    const guard = new SpanGuard().link({ ...cause, traceFlags: 1 }, { relation: 'previous' });
    return { cause, consume, pack, query, batch, late, packInLate, adopt: orders.adopt(guard) };
  },

  async manyLinks() {
    return { many: await orders.consumeBatch(Array.from({ length: 300 }, (_, at) => messageOf(100 + at))) };
  },

  async errors() {
    const told: Ids[] = [];
    const tell = (ids: Ids): void => void told.push(ids);
    const [error, later, signal] = [new TypeError('no such order'), new RangeError('too many'), new Error('stop')];
    const isSame = [
      outcomeOf(() => orders.fail(error, tell)) === error,
      (await orders.failLater(later, tell).catch((reason: unknown) => reason)) === later,
      outcomeOf(() => orders.fail('a text', tell)) === 'a text',
      outcomeOf(() => orders.interrupt(signal, tell)) === signal,
    ];
    const [fail, failLater, failText, interrupt] = told as [Ids, Ids, Ids, Ids];
    return { isSame, fail, failLater, failText, interrupt };
  },

  async ends() {
    const list = [...orders.list()];
    const [maker, made] = await orders.inside(() => orders.list());
    const listElsewhere = [...made];
    const listLater = [];
    for await (const ids of orders.listLater()) listLater.push(ids);
    for (const left of orders.list()) {
      listLater.push(left);
      break;
    }
    let span = new SpanGuard();
    const stream = orders.read((guard) => (span = guard));
    const before = span.state;
    const chunks: unknown[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    return { list, listLater, maker, listElsewhere, read: idsOf(span), chunks, states: [before, span.state] };
  },

  async traces() {
    const [begin, packInBegin] = orders.begin();
    const [detach, packInDetach] = await orders.detach();
    const [caller, detachBoth] = await orders.inside(() => orders.detachBoth());
    let endCaller = (): void => undefined;
    const slow = orders.detachFor(new Promise<void>((resolve) => (endCaller = resolve)));
    const after = async (): Promise<{ slow: Awaited<typeof slow> }> => {
      endCaller();
      return { slow: await slow };
    };
    const internal = orders.detachInternal();
    const continued = orders.continue(messageOf(6));
    return { begin, packInBegin, detach, packInDetach, internal, caller, detachBoth, continued, after };
  },

  async carriers() {
    const [send, carrier] = orders.send();
    const received = { id: 'sent', headers: JSON.parse(JSON.stringify(carrier)) as Record<string, string> };
    const [consume] = orders.consume(received);
    return { send, carrier, consume, continued: orders.continue(received) };
  },

  async functions() {
    const body = inSpan('in a span', (guard) => [idsOf(guard), orders.pack()] as const);
    const guard = startSpan('started', { links: messageOf(7) });
    const packInStarted = guard.run(() => orders.pack());
    guard.complete();
    const double = traced((value: number) => [value * 2, currentIds()] as const, { name: 'double' });
    return { body, started: idsOf(guard), packInStarted, double: double(21) };
  },

  async concurrency() {
    const turns = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8];
    return { calls: await Promise.all(turns.map((turn, at) => orders.interleave(messageOf(10 + at), turn))) };
  },

  /** The provider's own view: of its active span, and of one that its own API makes. */
  async own() {
    const [inside, seen] = await orders.inside(provider.active);
    const [, mark] = await provider.withMark('a mark', () => orders.inside(provider.mark));
    const forward = provider.run('own caller', () => orders.detachBoth());
    const [outside, [pack, seenInOwn]] = await orders.inside(() =>
      provider.run('own span', () => [orders.pack(), idsOf(trace.getActiveSpan() as Span)] as const),
    );
    return { inside, seen, mark, forward, outside, pack, seenInOwn };
  },

  async stages() {
    useLedger(new MemoryLedger());
    const loan = new Loan();
    const told: Ids[] = [];
    const approve = (): Promise<unknown> => loan.approve({ id: 'loan 1' }, (ids) => told.push(ids));
    const submit = await loan.submit({ id: 'loan 1' });
    await approve().catch(() => undefined);
    await approve();
    return { submit, failed: told[0] as Ids, approved: told[1] as Ids };
  },

  /** A request to this process itself, through whatever the provider instruments. */
  async http() {
    let handled: readonly [handler: Ids, pack: Ids] | undefined;
    const [client] = await orders.inside(() => server.request(async () => void (handled = await orders.ship())));
    return { client, handler: (handled as readonly [Ids, Ids])[0], pack: (handled as readonly [Ids, Ids])[1] };
  },
};

/** What the program reports: for each scenario, the span around it and what it saw. */
export type Facts = {
  [Name in keyof typeof SCENARIOS]: FactsOf<Awaited<ReturnType<(typeof SCENARIOS)[Name]>>> & { readonly entry: Ids };
};

type FactsOf<Seen> = Seen extends { after(): Promise<infer After> } ? Seen & After : Seen;

/** What a scenario saw, and maybe what it sees after the span around it has ended. */
type Seen = { after?: () => Promise<object> } & object;

/** Runs every scenario inside a span of its own, as providers record what a request or a message begins. */
export async function runScenarios(): Promise<Facts> {
  const facts: Record<string, object> = {};
  for (const [name, scenario] of Object.entries(SCENARIOS)) {
    await tracer.startActiveSpan(name, { kind: SpanKind.SERVER, root: true }, async (span) => {
      const { after, ...seen }: Seen = await scenario();
      span.end();
      facts[name] = { entry: idsOf(span), ...seen, ...(await after?.()) };
    });
  }
  await server.close();
  return facts as Facts;
}
