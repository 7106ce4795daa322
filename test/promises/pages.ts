/** A decorated generator of either kind, with spans in its steps and a yield in its finally. */
import { setImmediate } from 'node:timers/promises';
import { trace } from '@opentelemetry/api';
import { inSpan, Span } from 'spanlink';

export class Pages {
  closed = 0;

  @Span({ result: (last: unknown) => ({ last: String(last) }) })
  *sync(count: number): Generator<string | undefined, string, string> {
    try {
      for (let at = 0; at < count; at++) {
        inSpan(`page ${at}`, () => undefined);
        yield trace.getActiveSpan()?.spanContext().spanId;
      }
      return 'end';
    } finally {
      this.closed++;
      yield 'closing';
    }
  }

  @Span({ result: (last: unknown) => ({ last: String(last) }) })
  async *async(count: number): AsyncGenerator<string | undefined, string, string> {
    try {
      for (let at = 0; at < count; at++) {
        await inSpan(`page ${at}`, () => setImmediate());
        yield trace.getActiveSpan()?.spanContext().spanId;
      }
      return 'end';
    } finally {
      this.closed++;
      yield 'closing';
    }
  }
}
