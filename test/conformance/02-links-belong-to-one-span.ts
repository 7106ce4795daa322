/** Promise 2: no child span, sibling, event or later call carries the links of a span. */
import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { context, trace } from '@opentelemetry/api';
import { inSpan, LinkFrom, Span, SpanGuard, startSpan } from 'spanlink';
import { assertChild, assertLinks, cause, type Message, message, messages, nameOf } from './fixtures.js';
import type { Checks } from './run-checks.js';

class Orders {
  @LinkFrom(0)
  process(_batch: readonly Message[]): void {
    this.child();
    inSpan('block', () => undefined);
    startSpan('held').complete();
    trace.getTracer('hand-written').startActiveSpan('hand-written', (span) => span.end());
  }

  @LinkFrom(0)
  async processLater(from: Message, depth: number): Promise<void> {
    await setImmediate();
    this.child();
    if (depth > 0) await this.processLater(from, depth - 1);
    await setImmediate();
    this.child();
  }

  @Span()
  child(): void {}

  @Span()
  async adopting(id: number, guard: SpanGuard): Promise<void> {
    for (let turn = 0; turn < id % 5; turn++) await setImmediate();
    guard.link(message(id + 1000)).setAttribute('id', id);
    SpanGuard.current().addEvent('linked');
    await inSpan(`child ${id}`, () => setImmediate());
  }

  @LinkFrom(0)
  *steps(_from: Message): Generator<number> {
    this.child();
    yield 1;
    this.child();
  }
}

const orders = new Orders();
const child = nameOf(Orders, 'child');

export const linksBelongToOneSpan: Checks = {
  'no child of a sync method carries its links'({ spans }) {
    orders.process(messages(3));
    const parent = spans.span(nameOf(Orders, 'process'));
    assertLinks(parent, [0, 1, 2]);
    for (const name of [child, 'block', 'held', 'hand-written']) {
      assertChild(spans.span(name), parent);
      assertLinks(spans.span(name), []);
    }
  },
  async 'no child of an async method carries its links, also after an await'({ spans }) {
    await orders.processLater(message(0), 0);
    assertLinks(spans.span(nameOf(Orders, 'processLater')), [0]);
    assert.equal(spans.named(child).length, 2);
    for (const each of spans.named(child)) assertLinks(each, []);
  },
  async 'a method that calls itself links each of its spans once'({ spans }) {
    await orders.processLater(message(0), 3);
    const calls = spans.named(nameOf(Orders, 'processLater'));
    assert.equal(calls.length, 4);
    for (const call of calls) assertLinks(call, [0]);
  },
  'no child of a generator carries its links'({ spans }) {
    assert.deepEqual([...orders.steps(message(0))], [1]);
    const parent = spans.span(nameOf(Orders, 'steps'));
    assertLinks(parent, [0]);
    assert.equal(spans.named(child).length, 2);
    for (const each of spans.named(child)) {
      assertLinks(each, []);
      assertChild(each, parent);
    }
  },
  'a sibling and a later call carry none of the links'({ spans }) {
    inSpan('parent', () => {
      orders.process(messages(2));
      orders.process([]);
      orders.process([message(7)]);
    });
    const [first, second, third] = spans.named(nameOf(Orders, 'process'));
    assertLinks(first ?? { links: [] }, [0, 1]);
    assertLinks(second ?? spans.span('parent'), []);
    assertLinks(third ?? { links: [] }, [7]);
    assertLinks(spans.span('parent'), []);
  },
  'events carry no links, and links make no events'({ spans }) {
    inSpan('block', { links: message(0) }, (span) => void span.addEvent('one').link(message(1)));
    assertLinks(spans.span('block'), [0, 1]);
    assert.equal(spans.span('block').events.length, 1);
    assert.ok(!JSON.stringify(spans.span('block').events).includes(cause(0).spanId));
  },
  'a guard links its own span, also from inside a child'({ spans }) {
    inSpan('outer', (outer) => inSpan('inner', () => void outer.link(message(0))));
    assertLinks(spans.span('outer'), [0]);
    assertLinks(spans.span('inner'), []);
  },
  async 'a hundred interleaved calls keep their links, attributes and events apart'({ spans }) {
    const ids = Array.from({ length: 100 }, (_, id) => id);
    await Promise.all(ids.map((id) => orders.adopting(id, new SpanGuard().link(message(id)))));
    const calls = spans.named(nameOf(Orders, 'adopting'));
    assert.equal(calls.length, 100);
    for (const call of calls) {
      const id = Number(call.attributes['id']);
      assertLinks(call, [id, id + 1000]);
      assert.equal(call.events.length, 1);
      assertChild(spans.span(`child ${id}`), call);
      assertLinks(spans.span(`child ${id}`), []);
    }
  },
  async 'work that outlives its method is a child of it, without its links'({ spans }) {
    let later: Promise<void> | undefined;
    inSpan('starter', { links: message(0) }, () => {
      later = setImmediate().then(() => orders.child());
    });
    await later;
    assertChild(spans.span(child), spans.span('starter'));
    assertLinks(spans.span(child), []);
  },
  async 'the context outside of a call is left as it was'() {
    const before = context.active();
    const running = orders.processLater(message(0), 0);
    assert.equal(context.active(), before);
    await running;
    assert.equal(context.active(), before);
  },
};
