/** `inSpan`, `startSpan`, `traced`, the guard and `configure` keep the types of their arguments. */
import { type Span as OpenTelemetrySpan, SpanKind } from '@opentelemetry/api';
import { configure, formatLink, inSpan, parseLink, SpanGuard, type StartOptions, startSpan, traced } from 'spanlink';

/** Compiles only if both are the same type. */
type Same<One, Other> = (<T>() => T extends One ? 1 : 2) extends <T>() => T extends Other ? 1 : 2 ? true : false;
function same<One, Other>(_isSame: Same<One, Other>): void {}

interface Job {
  readonly id: string;
  readonly headers: Record<string, string>;
}

export async function ofInSpan(job: Job): Promise<void> {
  const number = inSpan('work', () => 7);
  const promise = inSpan('work', { links: job, root: true }, async (span) => span.state);
  const nothing = inSpan('work', { result: (value: string) => ({ length: value.length }) }, (span) => void span);
  const never = (): never =>
    inSpan('work', () => {
      throw new Error();
    });
  same<typeof number, number>(true);
  same<typeof promise, Promise<SpanGuard['state']>>(true);
  same<typeof nothing, undefined>(true);
  same<ReturnType<typeof never>, never>(true);
  for (const each of inSpan('steps', function* () {
    yield job.id;
  }))
    same<typeof each, string>(true);
  // @ts-expect-error -- there is no body
  inSpan('work', { links: job });
  // @ts-expect-error -- the body comes last
  inSpan('work', () => 7, { links: job });
  // @ts-expect-error -- the body gets a guard, and no job
  inSpan('work', (given: Job) => given);
  // @ts-expect-error -- a span has a name
  inSpan(() => 7);
  // @ts-expect-error -- there are no arguments to read from
  inSpan('work', { links: (given: Job) => given }, () => 7);
}

export function ofStartSpan(job: Job): void {
  const options: StartOptions<[]> = {
    kind: SpanKind.CONSUMER,
    attributes: () => ({ 'job.id': job.id }),
    links: job,
    parent: () => job,
  };
  using span: SpanGuard = startSpan('import', options);
  same<typeof span.span, OpenTelemetrySpan>(true);
  const text: string = span
    .link([job], { relation: 'batch_item' })
    .setAttribute('a', 1)
    .setAttributes({ b: [1, 2] })
    .addEvent('c')
    .fail(null)
    .run(() => job.id);
  const carrier: Record<string, string> = span.carrier();
  const isEnded: boolean = span.complete();
  // @ts-expect-error -- who starts a span names it
  startSpan('import', { name: 'other' });
  // @ts-expect-error -- there is no value to read a result from
  startSpan('import', { result: () => ({}) });
  // @ts-expect-error -- an attribute is no object
  span.setAttribute('a', { b: 1 });
  // @ts-expect-error -- the state is only read
  span.state = 'completed';
  void [text, carrier, isEnded];
}

function resize(job: Job, width = 100): number {
  return job.id.length * width;
}
function parse(text: string): string;
function parse(text: number): number;
function parse(text: string | number): string | number {
  return text;
}
function first<T>(items: readonly T[]): T | undefined {
  return items[0];
}

export async function ofTraced(job: Job): Promise<void> {
  const tracedResize = traced(resize, {
    links: (of) => of,
    attributes: (of: Job, width?: number) => ({ id: of.id, width: width ?? 0 }),
  });
  same<typeof tracedResize, typeof resize>(true);
  same<typeof parse, ReturnType<typeof traced<typeof parse>>>(true);
  const text: string = traced(parse)('7');
  const number: number = traced(parse)(7);
  const item: Job | undefined = traced(first)([job]);
  const later: Promise<Job> = traced(async (of: Job) => of, { result: (value: Job) => ({ id: value.id }) })(job);
  const steps: Generator<number> = traced(function* () {
    yield 1;
  })();
  // @ts-expect-error -- it is called with a job
  tracedResize('job');
  // @ts-expect-error -- the option is called with a job too
  traced(resize, { links: (of: Date) => [of.toISOString()] });
  // @ts-expect-error -- the function has no third argument
  traced(resize, { links: (of, width, more) => more });
  // @ts-expect-error -- a text is no function
  traced('resize');
  // @ts-expect-error -- a class is constructed, not called
  traced(SpanGuard);
  void [text, number, item, await later, steps];
}

export function ofTheRest(): void {
  configure({});
  configure({ linkLimit: 64, overflow: 'first', linkAttribute: 'span_links', relationAliases: ['link.name'] });
  configure({ linkLimit: undefined, overflow: undefined, linkAttribute: undefined, relationAliases: undefined });
  // @ts-expect-error -- one of three ways
  configure({ overflow: 'middle' });
  // @ts-expect-error -- a number
  configure({ linkLimit: '64' });
  // @ts-expect-error -- there is no such setting
  configure({ limit: 64 });
  const context = parseLink('text');
  // @ts-expect-error -- the text may be no link
  formatLink(context);
  if (context !== undefined) formatLink(context);
}
