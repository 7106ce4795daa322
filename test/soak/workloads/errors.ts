/** Failures: thrown, rejected, the same error at every level, and those of functions in the options. */
import { LinkFrom, Span } from 'spanlink';
import { concurrently, newMessage, repeat, type Workload } from '../workload';

class Payments {
  @LinkFrom(0)
  charge(message: unknown): void {
    this.authorize(message);
  }

  @Span()
  authorize(message: unknown): void {
    throw new Error('declined', { cause: message });
  }

  @LinkFrom(0)
  async refund(message: unknown): Promise<void> {
    await Promise.resolve();
    this.authorize(message);
  }

  @Span({ isError: () => false })
  refuse(reason: unknown): void {
    throw reason;
  }

  @Span({ attributes: fail, name: fail, links: fail })
  @LinkFrom(fail)
  misconfigured(): void {}
}

function fail(): never {
  throw new TypeError('a function in the options');
}

const payments = new Payments();

export const errors: Workload = {
  kind: 'errors',
  async round() {
    let calls = 2 * repeat(300, () => survive(() => payments.charge(newMessage())));
    calls += 2 * (await concurrently(200, () => payments.refund(newMessage()).catch(() => {})));
    calls += repeat(100, (n) => survive(() => payments.refuse(n)));
    calls += repeat(5, () => survive(() => payments.refuse(new Error('x'.repeat(100_000)))));
    return calls + repeat(200, () => payments.misconfigured());
  },
};

function survive(call: () => void): void {
  try {
    call();
  } catch {
    // what is thrown goes through, and is nothing to the soak
  }
}
