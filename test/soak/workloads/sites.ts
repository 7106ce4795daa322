/** Many methods: 200 sites, names that are made of input, and classes that are made while the process runs. */
import { inSpan, LinkFrom, Span, SpanGuard, traced } from 'spanlink';
import { newMessage, repeat, type Workload } from '../workload';

const SITES = 200;

const handlers = Array.from({ length: SITES }, (_, n) => {
  const name = `handle-${n}`;
  const handler = { [name]: (_message: unknown) => n }[name] as (message: unknown) => number;
  return traced(handler, { links: (message: unknown) => message as never });
});

export const sites: Workload = {
  kind: '200 sites',
  round: () => repeat(2_000, (n) => handlers[n % SITES]?.(newMessage())),
};

let named = 0;

/** More names than are told apart, from the first round on, and each with a failure to report. */
export const madeNames: Workload = {
  kind: 'names made of input',
  round() {
    const links = (): never => {
      throw new Error('no links');
    };
    return repeat(1_500, () => {
      const name = `job ${named++}`;
      inSpan(name, { links }, (span) => span.link(newMessage())).link(newMessage());
    });
  },
};

export const madeClasses: Workload = {
  kind: 'classes made at run time',
  round: () =>
    repeat(100, () => {
      class Tenant {
        @Span()
        @LinkFrom(0)
        serve(_message: unknown): SpanGuard {
          return SpanGuard.current();
        }
      }
      new Tenant().serve(newMessage());
    }),
};
