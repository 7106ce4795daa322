/** What the application does under each fault: methods of all kinds, and a workflow, with links to known causes. */
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { LinkFrom, SpanGuard } from 'spanlink';
import { MemoryLedger, Stage, useLedger, Workflow } from 'spanlink/workflow';

interface Message {
  readonly headers: { readonly traceparent: string };
}

const messageOf = (n: number): Message => ({
  headers: { traceparent: `00-${String(n).padStart(32, 'a')}-${String(n).padStart(16, 'b')}-01` },
});

/** Waits for the file system: timers may be faked. */
const pause = (): Promise<unknown> => stat('.');

/** What happens in the middle of each method. */
let strike = (): void => undefined;

class Orders {
  @LinkFrom(0)
  place(message: Message): string {
    strike();
    return message.headers.traceparent.slice(-4, -3);
  }

  @LinkFrom(0, { relation: 'batch_item' })
  async ship(batch: readonly Message[]): Promise<number> {
    await pause();
    strike();
    SpanGuard.current().link(messageOf(9), { relation: 'origin' }).addEvent('shipped');
    await pause();
    return batch.length;
  }

  @LinkFrom(0)
  *list(_message: Message): Generator<number> {
    yield 1;
    strike();
    yield 2;
  }

  @LinkFrom(0)
  async *pages(_message: Message): AsyncGenerator<string> {
    await pause();
    yield 'first';
    strike();
    yield this.place(messageOf(5));
  }

  @LinkFrom(0)
  read(_message: Message): Readable {
    strike();
    return Readable.from(['one', 'two']);
  }

  @LinkFrom(0)
  async fail(_message: Message): Promise<never> {
    await pause();
    strike();
    throw new RangeError('no such order');
  }
}

@Workflow({ name: 'loan', run: (id: string) => id })
class Loan {
  #fails = 2;

  @Stage()
  async submit(_id: string): Promise<string> {
    strike();
    await pause();
    return 'submitted';
  }

  @Stage({ after: 'submit' })
  async approve(_id: string): Promise<string> {
    await pause();
    strike();
    if (this.#fails-- > 0) throw new Error('the bank is closed');
    return 'approved';
  }
}

const messageFrom = (error: unknown): string => (error as Error).message;

/** Does all of it, and returns what its caller gets. */
export async function work(fault: () => void): Promise<unknown> {
  strike = fault;
  useLedger(new MemoryLedger({ retentionDays: 30 }));
  const [orders, loan] = [new Orders(), new Loan()];
  const pages: string[] = [];
  for await (const page of orders.pages(messageOf(4))) pages.push(page);
  return [
    orders.place(messageOf(1)),
    await orders.ship([messageOf(1), messageOf(2), messageOf(1)]),
    [...orders.list(messageOf(3))],
    pages,
    await text(orders.read(messageOf(6))),
    await orders.fail(messageOf(7)).catch(messageFrom),
    await loan.submit('loan 1'),
    await loan.approve('loan 1').catch(messageFrom),
    await loan.approve('loan 1').catch(messageFrom),
    await loan.approve('loan 1'),
  ];
}
