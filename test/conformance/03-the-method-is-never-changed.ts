/** Promise 3: callbacks, exporters and arguments that fail leave the method as it was; it is reported, and counted. */
import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { trace } from '@opentelemetry/api';
import { inSpan, LinkFrom, type LinkSource, linksFrom, Span, SpanGuard, type SpanOptions, traced } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { assertLinks, message, messages, nameOf, relations } from './fixtures.js';
import type { Checks } from './run-checks.js';

const fail = (): never => {
  throw new Error('thrown by a callback');
};
const hostile = new Proxy({}, { get: fail, has: fail, ownKeys: fail, getPrototypeOf: fail });

/** Calls a sync, an async and a failing function with the options, and checks that they are as they were. */
async function assertUntouched(site: string, options: SpanOptions<[string]>): Promise<void> {
  const seen: unknown[] = [];
  const error = new Error('thrown by the method');
  const named = { ...options, name: options.name ?? site };
  const later = traced(async (text: string) => {
    seen.push('async body');
    await setImmediate();
    return text.length;
  }, named);
  const sync = traced((text: string) => {
    seen.push('sync body');
    return text.length;
  }, named);
  const failing = traced((_text: string) => {
    throw error;
  }, named);
  const promise = later('four');
  seen.push('async called');
  seen.push(sync('seven!!'));
  seen.push(await promise);
  assert.throws(
    () => failing(''),
    (thrown) => thrown === error,
  );
  assert.deepEqual(seen, ['async body', 'async called', 'sync body', 7, 4]);
}

const nonsense: readonly unknown[] = [42, 'text', Symbol('s'), () => 1, [[[]]], { then: 1 }, NaN, hostile];

/** A check of one option, whose function fails in every way. */
const survives =
  (option: keyof SpanOptions): Checks[string] =>
  async ({ spans, counts }) => {
    const rejecting = (): unknown => Promise.reject(new Error('late'));
    for (const broken of [fail, rejecting, ...nonsense.map((value) => () => value)])
      await assertUntouched(`broken ${option}`, { [option]: broken });
    assert.equal(spans.spans.length, 3 * (nonsense.length + 2));
    assert.deepEqual(spans.unfinished, []);
    assert.ok((counts['spanlink.callback.errors'] ?? 0) > 0, 'nothing was counted');
  };

class Failing {
  @Span({ attributes: fail })
  one(): string {
    return 'done';
  }

  @LinkFrom(0, { relation: 'batch_item', attributes: (_, index) => (index === 0 ? fail() : { index }) })
  batch(items: readonly unknown[]): number {
    return items.length;
  }

  @LinkFrom(fail)
  selected(): string {
    return 'done';
  }

  @Span()
  guarded(span = SpanGuard.current()): string {
    span.setAttributes(hostile as never).addEvent('event', hostile as never);
    span.link(hostile as LinkSource, hostile as never);
    return 'done';
  }
}

export const theMethodIsNeverChanged: Checks = {
  'a function for `name` that fails changes nothing': survives('name'),
  'a function for `attributes` that fails changes nothing': survives('attributes'),
  'a function for `links` that fails changes nothing': survives('links'),
  'a function for `parent` that fails changes nothing': survives('parent'),
  'a function for `result` that fails changes nothing': survives('result'),
  'a function for `isError` that fails changes nothing': survives('isError'),
  async 'an option of a wrong type changes nothing'({ spans }) {
    for (const value of [42, true, 'text', Symbol('s'), null, [], {}]) {
      for (const option of ['name', 'attributes', 'links', 'parent', 'result', 'isError', 'kind', 'root', 'linkCaller'])
        await assertUntouched('wrong', { [option]: value } as unknown as SpanOptions<[string]>);
    }
    assert.deepEqual(spans.unfinished, []);
  },
  'a failure is reported once a site, and counted each time'({ reports, counts }) {
    for (let call = 0; call < 5; call++) assert.equal(new Failing().one(), 'done');
    assert.equal(reports.length, 1);
    assert.ok(reports[0]?.includes('one'));
    assert.deepEqual(counts, { 'spanlink.callback.errors': 5 });
  },
  'a function for link attributes that fails costs the attributes of that link alone'({ spans, counts }) {
    assert.equal(new Failing().batch(messages(2)), 2);
    const span = spans.span(nameOf(Failing, 'batch'));
    assertLinks(span, [0, 1]);
    assert.deepEqual(relations(span), ['batch_item', 'batch_item']);
    assert.equal(span.links[1]?.attributes?.['index'], 1);
    assert.deepEqual(counts, { 'spanlink.callback.errors': 1 });
  },
  'a selector that throws costs the span its links alone'({ spans }) {
    assert.equal(new Failing().selected(), 'done');
    assertLinks(spans.span(nameOf(Failing, 'selected')), []);
  },
  'a source that cannot be read is counted, and the others are linked to'({ counts }) {
    assertLinks({ links: linksFrom([hostile, message(1), 'nonsense', message(2)] as LinkSource) }, [1, 2]);
    assert.deepEqual(counts, { 'spanlink.links.unreadable': 2 });
  },
  'a guard may be given nonsense'() {
    assert.equal(new Failing().guarded(), 'done');
  },
  'a sampler, a processor and a provider that throw cost the span alone'({ spans }) {
    recordSpans({ sampler: { shouldSample: fail } });
    assert.equal(traced(() => 7)(), 7);
    const broken = recordSpans();
    broken.onEnd = fail;
    assert.equal(traced(() => 7)(), 7);
    broken.stop();
    trace.setGlobalTracerProvider({ getTracer: fail });
    assert.equal(
      inSpan('block', () => 7),
      7,
    );
    trace.disable();
    assert.deepEqual(spans.spans, []);
  },
};
