/** Promise 1: sources in arguments, options and adopted guards are resolved before the span starts. */
import assert from 'node:assert/strict';
import type { Attributes, Context, Link, SpanKind } from '@opentelemetry/api';
import { AlwaysOnSampler, SamplingDecision, type SamplingResult } from '@opentelemetry/sdk-trace-node';
import { configure, inSpan, LinkFrom, Span, SpanGuard, startSpan, traced } from 'spanlink';
import { LinkedSampler } from 'spanlink/sampling';
import { recordSpans } from 'spanlink/testing';
import { assertLinks, causeLink, type Message, message, messages, nameOf, names } from './fixtures.js';
import type { Checks } from './run-checks.js';

interface Asked {
  readonly links: readonly Link[];
  readonly attributes: Attributes;
}

class Orders {
  last = message(9);

  @LinkFrom(0, { relation: 'batch_item' })
  byIndex(_batch: readonly Message[]): void {}

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

/** Calls the body with a sampler, and returns what that was asked, by the name of the span. */
function asked(body: (orders: Orders) => void): Map<string, Asked> {
  const questions = new Map<string, Asked>();
  const shouldSample = (
    ...[, , name, , attributes, links]: [Context, string, string, SpanKind, Attributes, Link[]]
  ): SamplingResult => {
    questions.set(name, { links: [...links], attributes: { ...attributes } });
    return { decision: SamplingDecision.RECORD_AND_SAMPLED };
  };
  recordSpans({ sampler: { shouldSample } });
  body(new Orders());
  return questions;
}

const none: Asked = { links: [], attributes: {} };
const seen = (questions: ReadonlyMap<string, Asked>, method: string): Asked =>
  questions.get(nameOf(Orders, method)) ?? none;

/** A check that a sampler sees these links of a method when its span starts. */
const sees = (method: string, call: (orders: Orders) => void, producers: readonly number[]) => () =>
  assertLinks(seen(asked(call), method), producers);

export const linksExistAtCreation: Checks = {
  'a sampler sees the links of an argument': sees('byIndex', (orders) => orders.byIndex(messages(2)), [0, 1]),
  'a sampler sees the links of a selector': sees(
    'bySelector',
    (orders) => orders.bySelector({ upload: message(2) }),
    [2],
  ),
  'a sampler sees the links in the options': sees('byOption', (orders) => orders.byOption(), [3]),
  'a function in the options gets the instance': sees(
    'byOptionOfInstance',
    (orders) => orders.byOptionOfInstance(),
    [9],
  ),
  'a sampler sees the links of an adopted guard': sees(
    'adopting',
    (orders) => orders.adopting(new SpanGuard().link(message(4)).link(message(5))),
    [4, 5],
  ),
  'a sampler sees the links of a generator at its first step, not before'() {
    const steps: Generator<number>[] = [];
    const questions = asked((orders) => steps.push(orders.steps(message(6))));
    assert.equal(questions.size, 0);
    steps[0]?.next();
    assertLinks(seen(questions, 'steps'), [6]);
  },
  'a sampler sees the attributes of links, and their mirror'() {
    configure({ linkAttribute: 'span_links' });
    const { links, attributes } = seen(
      asked((orders) => orders.byIndex([message(0)])),
      'byIndex',
    );
    assert.deepEqual(links[0]?.attributes, { 'spanlink.relation': 'batch_item' });
    assert.deepEqual(attributes['span_links'], [causeLink(0)]);
  },
  'a sampler sees the links of startSpan, inSpan and traced'() {
    const questions = asked(() => {
      startSpan('held', { links: message(0) }).complete();
      inSpan('block', { links: () => messages(2) }, () => undefined);
      traced((_from: Message) => undefined, { name: 'plain', links: (from) => from })(message(1));
    });
    assertLinks(questions.get('held') ?? none, [0]);
    assertLinks(questions.get('block') ?? none, [0, 1]);
    assertLinks(questions.get('plain') ?? none, [1]);
  },
  'LinkedSampler keeps a span for its sampled cause, and drops one without'() {
    const off = { shouldSample: () => ({ decision: SamplingDecision.NOT_RECORD }), toString: () => 'off' };
    const spans = recordSpans({ sampler: new LinkedSampler({ fallback: off }) });
    new Orders().byIndex([]);
    new Orders().byIndex([message(0)]);
    assert.deepEqual(names(spans), [nameOf(Orders, 'byIndex')]);
    assert.equal(String(new LinkedSampler({ fallback: new AlwaysOnSampler() })).includes('AlwaysOn'), true);
  },
};
