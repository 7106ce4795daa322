/** Checks the core of the installed package on the Node that runs it; prints what it checked. */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { inSpan, SpanGuard, startSpan, traced } from 'spanlink';
import { fromKafka, toKafka } from 'spanlink/messages';
import { recordSpans } from 'spanlink/testing';
import { MemoryLedger, runStage, useLedger } from 'spanlink/workflow';

const recorder = recordSpans();
const cause = startSpan('cause');
cause.complete();
const linksOf = (name) => recorder.span(name).links.map(({ context }) => context.spanId);
const { spanId, traceId } = cause.spanContext();

const checks = {
  async 'calls, promises and their errors'() {
    assert.equal(traced((n) => n + 1, { name: 'sync', links: cause })(1), 2);
    assert.equal(await traced(async (n) => n + 1, { name: 'async', links: cause })(1), 2);
    const error = new RangeError('card declined');
    await assert.rejects(
      inSpan('rejected', { links: cause }, () => Promise.reject(error)),
      error,
    );
    for (const name of ['sync', 'async', 'rejected']) assert.deepEqual(linksOf(name), [spanId]);
    assert.equal(recorder.span('rejected').attributes['error.type'], 'RangeError');
  },
  async 'generators and streams'() {
    const numbers = traced(
      function* () {
        yield startSpan('in generator').complete();
      },
      { name: 'generator' },
    );
    assert.deepEqual([...numbers()], [true]);
    assert.equal(await text(traced(() => Readable.from(['a', 'b']), { name: 'stream' })()), 'ab');
    const web = () =>
      new ReadableStream({
        start: (controller) => {
          controller.enqueue('c');
          controller.close();
        },
      });
    for await (const chunk of traced(web, { name: 'web stream' })()) assert.equal(chunk, 'c');
    // whoever reads a web stream knows of its end before anybody else
    await setImmediate();
    const ids = recorder.span('generator').spanContext();
    assert.equal(recorder.span('in generator').parentSpanContext?.spanId, ids.spanId);
    for (const name of ['stream', 'web stream']) assert.ok(recorder.span(name));
  },
  'guards, at the end of a `using` block, too'() {
    const guard = startSpan('used');
    // as esbuild, Babel and SWC compile it
    guard[Symbol.dispose ?? Symbol.for('Symbol.dispose')]();
    assert.equal(guard.state, 'completed');
    assert.ok(!Object.getOwnPropertyNames(SpanGuard.prototype).includes('undefined'));
  },
  'messages and headers of any format'() {
    const headers = toKafka({ traceparent: `00-${traceId}-${spanId}-01` });
    assert.equal(fromKafka({ headers })[0].context.spanId, spanId);
    inSpan('from B3', { links: { b3: `${traceId}-${spanId}-1` } }, () => undefined);
    assert.deepEqual(linksOf('from B3'), [spanId]);
  },
  async stages() {
    useLedger(new MemoryLedger());
    for (const stage of ['pay', 'ship']) await runStage({ workflow: 'order', run: '7', stage }, async () => undefined);
    const [paid] = recorder.spans.filter(({ name }) => name.endsWith('pay'));
    assert.ok(
      recorder.spans.some(({ links }) => links.some((link) => link.context.spanId === paid.spanContext().spanId)),
    );
  },
  'both kinds of module, as one'() {
    const other = createRequire(import.meta.url)('spanlink');
    inSpan('outer', (guard) =>
      assert.equal(other.SpanGuard.current().spanContext().spanId, guard.spanContext().spanId),
    );
  },
};

for (const check of Object.values(checks)) await check();
console.log(Object.keys(checks).join('\n'));
