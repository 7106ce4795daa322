/** Promise 10: two copies of the package (ESM beside CommonJS, two versions) act as one. */
import { context, trace } from '@opentelemetry/api';
import { configure, inSpan, LinkFrom, linksFrom, Span, SpanGuard, startSpan, traced } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { anotherCopy } from '../fixtures/copies';
import { recordReports } from '../fixtures/reports';
import { cause, causeLink, linkTargets, type Message, message, messages } from '../fixtures/spans';

const copy = anotherCopy();
const recorder = recordSpans();
const reports = recordReports();
beforeEach(() => recorder.reset());
afterEach(() => configure({ linkLimit: undefined, relationAliases: undefined }));
afterAll(() => recorder.stop());

class Orders {
  @copy.Span()
  adopting(_guard: SpanGuard): string {
    return copy.SpanGuard.current().state;
  }

  @Span()
  adoptingOfCopy(_guard: InstanceType<typeof copy.SpanGuard>): string {
    return SpanGuard.current().state;
  }

  @Span()
  outer<Result>(inner: () => Result): Result {
    return inner();
  }

  @copy.Span()
  outerOfCopy<Result>(inner: () => Result): Result {
    return inner();
  }

  @copy.LinkFrom(0)
  linked(_message: Message): void {}

  @Span({
    result: () => {
      throw new Error('once');
    },
  })
  reporting(): void {}
}

const orders = new Orders();

test('the two copies of these tests are two', () => {
  expect(copy.SpanGuard).not.toBe(SpanGuard);
  expect(copy.Span).not.toBe(Span);
});

test('a guard of one copy is adopted by a decorated method of the other, with its links and attributes', () => {
  const guard = new SpanGuard().link(message(0), { relation: 'origin' }).setAttribute('a', 1);
  expect(orders.adopting(guard)).toBe('started');
  expect(guard.state).toBe('completed');
  expect(recorder.span('Orders.adopting')).toLinkTo(cause(0), { relation: 'origin' });
  expect(recorder.span('Orders.adopting').attributes).toEqual({ a: 1 });

  expect(orders.adoptingOfCopy(new copy.SpanGuard().link(message(1)))).toBe('started');
  expect(recorder.span('Orders.adoptingOfCopy')).toLinkTo(cause(1));
});

test('the current guard of one copy is the guard of the method that the other decorated', () => {
  orders.outerOfCopy(() => {
    SpanGuard.current().link(message(0)).setAttribute('seen', true).addEvent('event');
    expect(SpanGuard.current()).toBe(copy.SpanGuard.current() as unknown);
  });
  const span = recorder.span('Orders.outerOfCopy');
  expect(span).toLinkTo(cause(0));
  expect(span.attributes).toEqual({ seen: true });
});

test('nested spans of both copies are one tree, and each guard is its own span’s', () => {
  const states = orders.outer(() =>
    orders.outerOfCopy(() =>
      copy.inSpan('copy', (ofCopy) =>
        inSpan('own', (own) => [
          ofCopy.spanContext().spanId,
          own.spanContext().spanId,
          trace.getActiveSpan()?.spanContext().spanId,
        ]),
      ),
    ),
  );
  expect(recorder.span('own')).toBeChildOf(recorder.span('copy'));
  expect(recorder.span('copy')).toBeChildOf(recorder.span('Orders.outerOfCopy'));
  expect(recorder.span('Orders.outerOfCopy')).toBeChildOf(recorder.span('Orders.outer'));
  expect(states).toEqual([
    recorder.span('copy').spanContext().spanId,
    recorder.span('own').spanContext().spanId,
    states[1],
  ]);
});

test('context values of the application are seen through spans of both copies', () => {
  const key = Symbol('tenant');
  const other = Symbol('user');
  context.with(context.active().setValue(key, 'acme'), () =>
    orders.outer(() =>
      context.with(context.active().setValue(other, 'ann'), () =>
        orders.outerOfCopy(() => {
          expect([context.active().getValue(key), context.active().getValue(other)]).toEqual(['acme', 'ann']);
        }),
      ),
    ),
  );
});

test('deeply nested spans of both copies in turn are one tree', () => {
  const dive = (depth: number): void => {
    if (depth > 0) (depth % 2 === 0 ? inSpan : copy.inSpan)(`depth ${depth}`, () => dive(depth - 1));
  };
  dive(200);
  for (let depth = 1; depth < 200; depth++)
    expect(recorder.span(`depth ${depth}`)).toBeChildOf(recorder.span(`depth ${depth + 1}`));
});

test('the configuration of one copy holds for the other', () => {
  configure({ linkLimit: 2, relationAliases: ['link.name'] });
  copy.inSpan('block', { links: copy.linksFrom(messages(3), { relation: 'batch_item' }) }, () => undefined);
  expect(recorder.span('block')).toHaveLinkCount(2);
  expect(recorder.span('block').links[0]?.attributes).toEqual({
    'spanlink.relation': 'batch_item',
    'link.name': 'batch_item',
  });
  copy.configure({ linkLimit: 3 });
  inSpan('other', { links: messages(4) }, () => undefined);
  expect(recorder.span('other')).toHaveLinkCount(3);
});

test('@Span of one copy and @LinkFrom of the other make one span', () => {
  class Both {
    @Span({ attributes: { by: 'own' } })
    @copy.LinkFrom(0)
    @LinkFrom(1)
    one(_first: Message, _second: Message): void {}
  }
  new Both().one(message(0), message(1));
  expect(recorder.spans).toHaveLength(1);
  expect(linkTargets(recorder.span('Both.one'))).toEqual([causeLink(0), causeLink(1)]);
  expect(recorder.span('Both.one').attributes).toEqual({ by: 'own' });
});

test('a guard, span or link of one copy is a source for the other', () => {
  const ended = copy.startSpan('ended');
  ended.complete();
  const sources = [ended, ended.span, copy.linksFrom(message(0)), startSpan('held')];
  expect(linksFrom(sources as never)).toHaveLength(3);
  expect(copy.linksFrom(sources as never)).toHaveLength(3);
});

test('a failure is reported once, whichever copy sees it', () => {
  orders.reporting();
  copy.traced(orders.reporting, { name: 'again' });
  orders.reporting();
  expect(reports).toHaveLength(1);
});

test('a link to the caller, and back, works across copies', () => {
  orders.outer(() => copy.inSpan('called', { linkCaller: 'both' }, () => undefined));
  expect(recorder.span('called')).toLinkTo(recorder.span('Orders.outer'), { relation: 'caller' });
  expect(recorder.span('Orders.outer')).toLinkTo(recorder.span('called'), { relation: 'triggered' });
});

test('a traced function of one copy is not wrapped again by the other', () => {
  const once = traced(function work() {});
  copy.traced(once)();
  expect(recorder.spans).toHaveLength(1);
  orders.linked(message(0));
  expect(recorder.span('Orders.linked')).toHaveLinkCount(1);
});
