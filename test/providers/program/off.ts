/** A provider that its own switch has turned off: decorated methods run, and nothing else of ours. */
import { setImmediate } from 'node:timers/promises';
import { LinkFrom, Span, SpanGuard } from 'spanlink';
import { messageOf } from './messages.js';
import { provider } from './start.js';

let asked = 0;
const ask =
  <Value>(value: Value) =>
  (): Value => {
    asked++;
    return value;
  };

class Orders {
  @LinkFrom(ask(messageOf(1)), { attributes: ask({}) })
  @Span({ name: ask('asked'), attributes: ask({}), links: ask(messageOf(2)), result: ask({}) })
  place(): string {
    return SpanGuard.current().link(messageOf(3)).state;
  }

  @LinkFrom(ask(messageOf(1)))
  async ship(): Promise<string> {
    await setImmediate();
    return SpanGuard.current().state;
  }

  @LinkFrom(ask(messageOf(1)))
  *list(): Generator<string> {
    yield SpanGuard.current().state;
  }

  @LinkFrom(ask(messageOf(1)))
  fail(error: unknown): never {
    throw error;
  }
}

/** What the program reports. */
export interface OffFacts {
  /** The states of guards, in methods of all kinds. */
  readonly states: readonly string[];
  readonly isSameError: boolean;
  /** How often a selector or an option was called. */
  readonly asked: number;
}

process.channel?.ref();
void (async () => {
  const orders = new Orders();
  const states = [orders.place(), await orders.ship(), ...orders.list()];
  const error = new Error('no such order');
  let thrown: unknown;
  try {
    orders.fail(error);
  } catch (caught) {
    thrown = caught;
  }
  // there may be nobody to ask
  await Promise.resolve()
    .then(() => provider.flush())
    .catch(() => undefined);
  const facts: OffFacts = { states, isSameError: thrown === error, asked };
  process.send?.({ facts, refused: (globalThis as { refusedHosts?: string[] }).refusedHosts });
  process.disconnect?.();
})();
