/**
 * Aggregate state: an account is nothing but its events, and each command rebuilds it from them.
 *
 * Why was this withdrawal refused? Because of what other commands did, days ago, in traces that ended then. None of
 * them called this one, so no parent leads there. Each event keeps the span that wrote it; the command links to the
 * events its decision rests on, and the refusal explains itself.
 *
 * npx tsx samples/aggregate-state.ts
 */
import assert from 'node:assert/strict';
import { SpanStatusCode } from '@opentelemetry/api';
import { SpanGuard, Traced } from 'spanlink';
import { assertLinked, printTraces } from './telemetry.js';

/** A row of the event store, with a column for the span that wrote it. */
interface AccountEvent {
  readonly version: number;
  readonly type: 'deposited' | 'withdrawn';
  readonly cents: number;
  readonly traceparent?: string;
}

// 1. Every method of the class is a command with a span; `#private` ones are left alone.
@Traced()
class Account {
  readonly #events: AccountEvent[] = [];

  async deposit(cents: number): Promise<void> {
    this.#append('deposited', cents);
  }

  async withdraw(cents: number): Promise<void> {
    const balance = await this.#rebuild();
    if (balance < cents) throw new RangeError(`${balance} cents are not enough`);
    this.#append('withdrawn', cents);
  }

  // 2. Rebuilding the state links the command that asked for it to the spans that wrote the events.
  async #rebuild(): Promise<number> {
    SpanGuard.current().link(this.#events, {
      relation: 'state_from',
      attributes: (event) => ({
        'event.type': (event as AccountEvent).type,
        'event.version': (event as AccountEvent).version,
      }),
    });
    return this.#events.reduce((balance, { type, cents }) => balance + (type === 'deposited' ? cents : -cents), 0);
  }

  // 3. The row carries the span of the command that writes it.
  #append(type: AccountEvent['type'], cents: number): void {
    this.#events.push({ version: this.#events.length + 1, type, cents, ...SpanGuard.current().carrier() });
  }
}

// 4. Two deposits, a withdrawal, and one that is refused: four commands in four traces.
const recorder = printTraces('accounts');
const account = new Account();
await account.deposit(5_000);
await account.deposit(2_000);
await account.withdraw(6_500);
await assert.rejects(account.withdraw(1_000), { message: '500 cents are not enough' });

// 5. The refusal is linked to everything that made the balance what it was.
const [early, late] = recorder.named('Account.deposit');
const [paid, refused] = recorder.named('Account.withdraw');
assertLinked(paid, early, { relation: 'state_from', attributes: { 'event.type': 'deposited', 'event.version': 1 } });
assertLinked(paid, late, { relation: 'state_from', attributes: { 'event.type': 'deposited', 'event.version': 2 } });
assertLinked(refused, early, { relation: 'state_from', attributes: { 'event.version': 1 } });
assertLinked(refused, late, { relation: 'state_from', attributes: { 'event.version': 2 } });
assertLinked(refused, paid, { relation: 'state_from', attributes: { 'event.type': 'withdrawn', 'event.version': 3 } });
assert.deepEqual(
  [early, late, paid, refused].map((span) => span?.links.length),
  [0, 0, 2, 3],
);
assert.equal(refused?.status.code, SpanStatusCode.ERROR);
