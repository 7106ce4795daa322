/** Promise 5: generators are followed to their end, and their span is active in every step. */
import assert from 'node:assert/strict';
import { context, SpanStatusCode } from '@opentelemetry/api';
import { inSpan, Span, SpanGuard } from 'spanlink';
import { assertChild, hasAsyncGenerators, nameOf, names } from './fixtures.js';
import type { Checks } from './run-checks.js';
import { collectUntil } from './runtime.js';

class Pages {
  @Span({ result: (value) => ({ last: String(value) }) })
  *sync(count: number): Generator<string, string, string | undefined> {
    for (let page = 0; page < count; page++) {
      inSpan(`page ${page}`, () => undefined);
      yield SpanGuard.current().spanContext().spanId;
    }
    return 'end';
  }

  @Span({ result: (value) => ({ last: String(value) }) })
  async *async(count: number): AsyncGenerator<string, string, string | undefined> {
    for (let page = 0; page < count; page++) {
      await Promise.resolve();
      inSpan(`page ${page}`, () => undefined);
      yield SpanGuard.current().spanContext().spanId;
    }
    return 'end';
  }
}

type Kind = 'sync' | 'async';
type Steps = Generator<string, string, string | undefined> | AsyncGenerator<string, string, string | undefined>;
const start = (kind: Kind, count: number): Steps => new Pages()[kind](count);

/** The checks of generators of one kind. */
function checksOf(kind: Kind): Checks {
  const name = nameOf(Pages, kind);
  const title = `the span of ${kind === 'sync' ? 'a generator' : 'an async generator'}`;
  const isLazy = kind === 'sync' || hasAsyncGenerators;
  return {
    async [`${title} starts at the first step, where the engine makes it`]({ spans }) {
      const pages = start(kind, 1);
      assert.equal(spans.unfinished.length, isLazy ? 0 : 1);
      await pages.next();
      assert.equal(spans.unfinished.length, 1);
      await pages.next();
      assert.deepEqual(spans.unfinished, []);
    },
    async [`${title} is active in every step`]({ spans }) {
      const pages = start(kind, 3);
      const seen: unknown[] = [];
      for await (const page of pages) seen.push(page);
      const span = spans.span(name);
      assert.deepEqual(
        seen,
        Array.from({ length: 3 }, () => span.spanContext().spanId),
      );
      for (const page of ['page 0', 'page 1', 'page 2']) assertChild(spans.span(page), span);
      assert.deepEqual(span.attributes, { last: 'end' });
    },
    async [`${title} ends when a loop is left`]({ spans }) {
      for await (const _ of start(kind, 2)) break;
      assert.deepEqual(names(spans), ['page 0', name]);
      assert.equal(spans.span(name).status.code, SpanStatusCode.UNSET);
    },
    async [`${title} ends on throw(), as an error`]({ spans }) {
      const pages = start(kind, 2);
      await pages.next();
      await assert.rejects(async () => pages.throw(new Error('thrown in')), /thrown in/);
      assert.deepEqual(spans.span(name).status, { code: SpanStatusCode.ERROR, message: 'thrown in' });
    },
    async [`${title} ends once`]({ spans }) {
      const pages = start(kind, 0);
      for (let call = 0; call < 5; call++) await pages.next();
      await pages.return('again');
      assert.deepEqual(names(spans), [name]);
    },
    async [`${title} belongs to the caller, and leaves the context of the loop alone`]({ spans }) {
      const pages = inSpan('caller', () => start(kind, 1));
      await inSpan('consumer', async () => {
        const own = context.active();
        for (let step = await pages.next(); step.done !== true; step = await pages.next())
          assert.equal(context.active(), own);
      });
      assertChild(spans.span(name), spans.span('caller'));
    },
    async [`${title} ends when an abandoned one is collected, and says so`]({ spans }) {
      await (async () => start(kind, 2).next())();
      await collectUntil(() => spans.named(name).length > 0);
      assert.deepEqual(spans.span(name).attributes, { 'spanlink.abandoned': true });
    },
  };
}

export const generators: Checks = { ...checksOf('sync'), ...checksOf('async') };
