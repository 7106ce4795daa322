/** Sources of links: more than a span may have, late ones, any format of headers, and what nobody can read. */
import { LinkFrom, linksFrom, Span, SpanGuard } from 'spanlink';
import { causeLink } from '../../fixtures/spans';
import { newMessage, newMessages, repeat, type Workload } from '../workload';

class Settlement {
  @LinkFrom(0)
  settle(_batch: unknown): SpanGuard {
    return SpanGuard.current();
  }

  @Span()
  gather(batches: readonly unknown[]): void {
    for (const batch of batches) SpanGuard.current().link(batch as never);
  }
}

const settlement = new Settlement();
/** Two and a half spans full of links: the rest is on child spans. */
const BEYOND_THE_LIMIT = 320;

export const manyLinks: Workload = {
  kind: 'links beyond the limit',
  round() {
    const atStart = repeat(10, () => settlement.settle(newMessages(BEYOND_THE_LIMIT)));
    return atStart + repeat(10, () => settlement.gather([newMessages(100), newMessages(100)]));
  },
};

export const lateLinks: Workload = {
  kind: 'late links',
  round: () => repeat(500, () => settlement.settle(newMessage()).link(newMessage()).setAttribute('late', true)),
};

/** What strangers may send; the number makes each of them a new one. */
const UNREADABLE: readonly ((n: number) => unknown)[] = [
  (n) => ({ headers: { traceparent: `00-${n}-what-01` } }),
  (n) => ({ headers: { traceparent: '0'.repeat(n % 10_000) } }),
  (n) => ({ headers: { tracestate: `vendor=${n}`, [`header-${n}`]: 'value' } }),
  (n) => JSON.stringify({ traceparent: n }),
  (n) => Buffer.from([n & 255, 0, 255]),
  () => ({
    get headers(): never {
      throw new Error('no headers');
    },
  }),
  (n) => new Proxy({ n }, { get: () => undefined }),
  () => undefined,
];

/** Headers that are read without a propagator, or by an optional one. */
const FORMATS: readonly ((ids: string, n: number) => Record<string, string>)[] = [
  (ids, n) => ({ traceparent: `00-${ids}-01`, tracestate: `vendor=${n}` }),
  (ids) => ({ b3: `${ids}-1` }),
  (ids) => ({ 'uber-trace-id': `${ids.replace('-', ':')}:0:1` }),
  (_ids, n) => ({ 'x-datadog-trace-id': String(n + 1), 'x-datadog-parent-id': String(n + 1) }),
  (ids) => ({ 'sentry-trace': `${ids}-1` }),
];

let seen = 0;

export const sources: Workload = {
  kind: 'sources of any kind',
  round() {
    const unreadable = repeat(800, (n) => settlement.settle(UNREADABLE[n % UNREADABLE.length]?.(seen++)));
    const formats = repeat(500, (n) => {
      settlement.settle({ headers: FORMATS[n % FORMATS.length]?.(causeLink(seen++), n) });
    });
    return unreadable + formats + repeat(500, () => linksFrom([newMessage(), newMessage()]));
  },
};
