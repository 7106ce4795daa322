/** Promise 1: sources in arguments, options and adopted guards are resolved before the span starts. */
import type { Attributes, Context, Link, SpanKind } from '@opentelemetry/api';
import { type Sampler, SamplingDecision, type SamplingResult } from '@opentelemetry/sdk-trace-node';
import { configure, inSpan, LinkFrom, Span, SpanGuard, startSpan, traced } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { cause, causeLink, linkTargets, type Message, message, messages } from '../fixtures/spans';

/** Remembers its calls, and samples spans with links. */
class LinkSampler implements Sampler {
  readonly asked = new Map<string, { links: Link[]; attributes: Attributes }>();

  shouldSample(
    _: Context,
    _traceId: string,
    name: string,
    _kind: SpanKind,
    attributes: Attributes,
    links: Link[],
  ): SamplingResult {
    this.asked.set(name, { links: [...links], attributes });
    return { decision: links.length > 0 ? SamplingDecision.RECORD_AND_SAMPLED : SamplingDecision.NOT_RECORD };
  }

  seen(name: string): string[] {
    return linkTargets(this.asked.get(name) ?? { links: [] });
  }
}

const sampler = new LinkSampler();
const recorder = recordSpans({ sampler });
beforeEach(() => {
  recorder.reset();
  sampler.asked.clear();
});
afterEach(() => configure({ linkAttribute: undefined }));
afterAll(() => recorder.stop());

class Orders {
  last = message(9);

  @LinkFrom(0, { relation: 'batch_item' })
  byIndex(_batch: Message[]): void {}

  @LinkFrom((order: { upload: Message }) => order.upload)
  bySelector(_order: { upload: Message }): void {}

  @Span({ links: message(3) })
  byOption(): void {}

  @Span({
    links(this: Orders) {
      return this.last;
    },
  })
  byOptionOfInstance(): void {}

  @Span()
  adopting(_guard: SpanGuard): void {}

  @LinkFrom(0)
  *steps(_message: Message): Generator<number> {
    yield 1;
  }
}

const orders = new Orders();

test('a sampler sees the links of an argument, with their attributes', () => {
  orders.byIndex([message(0), message(1)]);
  expect(sampler.seen('Orders.byIndex')).toEqual([causeLink(0), causeLink(1)]);
  expect(sampler.asked.get('Orders.byIndex')?.links[0]?.attributes).toEqual({ 'spanlink.relation': 'batch_item' });
});

test('a sampler that follows links samples the span for them', () => {
  orders.byIndex([message(0)]);
  orders.byIndex([]);
  expect(recorder.span('Orders.byIndex')).toLinkTo(cause(0), { relation: 'batch_item' });
});

test('a sampler sees the links of a selector', () => {
  orders.bySelector({ upload: message(2) });
  expect(sampler.seen('Orders.bySelector')).toEqual([causeLink(2)]);
});

test('a sampler sees the links in the options, and those of a function in the options', () => {
  orders.byOption();
  orders.byOptionOfInstance();
  expect(sampler.seen('Orders.byOption')).toEqual([causeLink(3)]);
  expect(sampler.seen('Orders.byOptionOfInstance')).toEqual([causeLink(9)]);
});

test('a sampler sees the links of an adopted guard', () => {
  const guard = new SpanGuard().link(message(4), { relation: 'origin' }).link(message(5));
  orders.adopting(guard);
  expect(sampler.seen('Orders.adopting')).toEqual([causeLink(4), causeLink(5)]);
  expect(recorder.span('Orders.adopting')).toLinkTo(cause(4), { relation: 'origin' });
});

test('a sampler sees the links of a generator when its span starts', () => {
  const steps = orders.steps(message(6));
  expect(sampler.asked.size).toBe(0);
  steps.next();
  expect(sampler.seen('Orders.steps')).toEqual([causeLink(6)]);
});

test('a guard that was adopted by a generator collects links until the first step', () => {
  class Waiting {
    @Span()
    *steps(_guard: SpanGuard): Generator<number> {
      yield 1;
    }
  }
  const guard = new SpanGuard();
  const steps = new Waiting().steps(guard);
  guard.link(message(7));
  steps.next();
  expect(sampler.seen('Waiting.steps')).toEqual([causeLink(7)]);
});

test('a sampler sees the links of startSpan, inSpan and traced', () => {
  startSpan('held', { links: message(0) }).complete();
  inSpan('block', { links: () => messages(2) }, () => undefined);
  traced(function plain(_from: Message) {}, { links: (from) => from })(message(1));
  expect(sampler.seen('held')).toEqual([causeLink(0)]);
  expect(sampler.seen('block')).toEqual([causeLink(0), causeLink(1)]);
  expect(sampler.seen('plain')).toEqual([causeLink(1)]);
});

test('a sampler sees the mirror of the links among the attributes', () => {
  configure({ linkAttribute: 'span_links' });
  orders.byIndex([message(0)]);
  expect(sampler.asked.get('Orders.byIndex')?.attributes.span_links).toEqual([causeLink(0)]);
});

test('a sampler sees the link to the caller', () => {
  inSpan('caller', { links: message(0) }, () => inSpan('called', { linkCaller: true }, () => undefined));
  expect(sampler.seen('called')).toEqual(linkTargets({ links: [{ context: recorder.span('caller').spanContext() }] }));
});
