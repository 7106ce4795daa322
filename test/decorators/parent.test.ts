/** The option `parent`: continues a trace from outside; the parent and the ambient span become links. */
import { inSpan, LinkFrom, Span, startSpan, traced } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { cause, type Message, message, messages } from '../fixtures/spans';

const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

class Consumers {
  readonly stored = message(7);

  @Span({ parent: (from: Message) => from })
  consume(_from: unknown): void {
    inSpan('step', () => undefined);
  }

  @Span({ parent: (batch: Message[]) => batch })
  consumeAll(_batch: Message[]): void {}

  @Span({ parent: (from: unknown) => from as Message, root: true })
  orRoot(_from: unknown): void {}

  @Span({ parent: (from: unknown) => from as Message, linkCaller: true })
  orLink(_from: unknown): void {}

  @Span({ parent: (from: Message) => from })
  @LinkFrom(0, { relation: 'batch_item' })
  both(_from: Message): void {}

  @Span({
    parent(this: Consumers) {
      return this.stored;
    },
  })
  ofInstance(): void {}
}
const consumers = new Consumers();

test('the option parent continues the trace of its source', () => {
  consumers.consume(message(0));
  const span = recorder.span('Consumers.consume');
  expect(span).toBeChildOf(cause(0));
  expect(span.parentSpanContext?.isRemote).toBe(true);
  expect(recorder.span('step')).toBeChildOf(span);
});

test('the parent is linked as well, as processing links to the creation of a message in any case', () => {
  consumers.consume(message(0));
  expect(recorder.span('Consumers.consume')).toLinkTo(cause(0), { relation: 'parent' });
  expect(recorder.span('Consumers.consume')).toHaveLinkCount(1);
  expect(recorder.span('step')).toHaveLinkCount(0);
});

test('the parent is linked once, whoever else links to it without a reason', () => {
  inSpan('poll', { parent: () => message(0), links: [message(0), cause(0)] }, (poll) => poll.link(message(0)));
  const { links } = recorder.span('poll');
  expect(links.map(({ attributes }) => attributes)).toEqual([{ 'spanlink.relation': 'parent' }]);
});

test('a bare duplicate of the ambient parent is no link, at the start or later', () => {
  inSpan('poll', (poll) =>
    inSpan('step', { parent: () => null, links: poll }, (step) => step.link(poll).link(message(0))),
  );
  expect(recorder.span('step')).toBeChildOf(recorder.span('poll'));
  expect(recorder.span('step')).toLinkTo(cause(0));
  expect(recorder.span('step')).toHaveLinkCount(1);
});

test('a bare link to the ambient span, which is the caller of a chosen parent, is one with `caller`', () => {
  inSpan('poll', (poll) => inSpan('step', { parent: () => message(0), links: poll }, () => undefined));
  const { links } = recorder.span('step');
  expect(links.map(({ attributes }) => attributes?.['spanlink.relation'])).toEqual(['parent', 'caller']);
});

test('the ambient span becomes a link', () => {
  inSpan('poll', () => consumers.consume(message(0)));
  expect(recorder.span('Consumers.consume')).toBeChildOf(cause(0));
  expect(recorder.span('Consumers.consume')).toLinkTo(recorder.span('poll'), { relation: 'caller' });
});

test('the option parent adds no link if the ambient span is the parent itself', () => {
  inSpan('poll', (poll) => consumers.consume(poll));
  expect(recorder.span('Consumers.consume')).toBeChildOf(recorder.span('poll'));
  expect(recorder.span('Consumers.consume')).toHaveLinkCount(0);
});

test('of several, the first is the parent, and all are links', () => {
  consumers.consumeAll(messages(3));
  const span = recorder.span('Consumers.consumeAll');
  expect(span).toBeChildOf(cause(0));
  expect(span).toHaveLinkCount(3);
  expect(span).toLinkTo(cause(0), { relation: 'parent' });
  expect(span).toLinkTo(cause(1));
  expect(span).toLinkTo(cause(2));
});

test('the option parent falls back to the ambient span if its source holds no context', () => {
  for (const nothing of [undefined, null, {}, [], 'nonsense', { headers: {} }]) {
    recorder.reset();
    inSpan('poll', () => consumers.consume(nothing));
    expect(recorder.span('Consumers.consume')).toBeChildOf(recorder.span('poll'));
    expect(recorder.span('Consumers.consume')).toHaveLinkCount(0);
  }
});

test('the options root and linkCaller decide if the source of parent holds no context', () => {
  inSpan('poll', () => {
    consumers.orRoot({});
    consumers.orLink({});
    consumers.orRoot(message(0));
  });
  const [orphan, continued] = recorder.named('Consumers.orRoot');
  expect(orphan).toBeRootSpan();
  expect(orphan).toHaveLinkCount(0);
  expect(continued).toBeChildOf(cause(0));
  expect(recorder.span('Consumers.orLink')).toBeRootSpan();
  expect(recorder.span('Consumers.orLink')).toLinkTo(recorder.span('poll'), { relation: 'caller' });
});

test('a parent may be linked to for another reason as well', () => {
  consumers.both(message(0));
  expect(recorder.span('Consumers.both')).toBeChildOf(cause(0));
  expect(recorder.span('Consumers.both')).toLinkTo(cause(0), { relation: 'batch_item' });
});

test('the option parent is computed with the instance as `this`', () => {
  consumers.ofInstance();
  expect(recorder.span('Consumers.ofInstance')).toBeChildOf(cause(7));
});

test('the trace state of a parent goes on to the children', () => {
  const headers = { ...message(0).headers, tracestate: 'vendor=1' };
  const [own, child] = inSpan('outer', { parent: () => ({ headers }) }, (outer) =>
    inSpan('inner', (inner) => [outer.spanContext(), inner.spanContext()]),
  );
  expect(own?.traceState?.get('vendor')).toBe('1');
  expect(child?.traceState?.get('vendor')).toBe('1');
});

test('startSpan, inSpan and traced take the option parent too', () => {
  startSpan('held', { parent: () => message(0) }).complete();
  traced((from: Message) => from, { name: 'traced', parent: (from) => from })(message(1));
  expect(recorder.span('held')).toBeChildOf(cause(0));
  expect(recorder.span('traced')).toBeChildOf(cause(1));
});
