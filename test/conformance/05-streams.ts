/** Promise 5: Node's streams and web streams are followed to their end, and not read. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { PassThrough, Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { finished } from 'node:stream/promises';
import { setImmediate } from 'node:timers/promises';
import { SpanStatusCode } from '@opentelemetry/api';
import { Span } from 'spanlink';
import { nameOf } from './fixtures.js';
import type { Checks } from './run-checks.js';

class Files {
  @Span()
  give<Value>(value: Value): Value {
    return value;
  }

  @Span()
  async giveLater<Value>(value: Value): Promise<Value> {
    await setImmediate();
    return value;
  }
}

const files = new Files();
const give = nameOf(Files, 'give');
const UNSET = { code: SpanStatusCode.UNSET };

export const streams: Checks = {
  async 'the span of a readable ends when it was read to its end'({ spans }) {
    const readable = files.give(Readable.from(['a', 'b']));
    await setImmediate();
    assert.equal(spans.unfinished.length, 1);
    assert.equal(await text(readable), 'ab');
    await setImmediate();
    assert.deepEqual(spans.span(give).status, UNSET);
  },
  async 'a readable is not read by being followed'() {
    const readable = files.give(new Readable({ read: () => assert.fail('it was read') }));
    await setImmediate();
    assert.equal(readable.readableFlowing, null);
    readable.destroy();
    await once(readable, 'close');
  },
  async 'the span of a writable ends when all was written'({ spans }) {
    const writable = files.give(new Writable({ write: (_chunk, _encoding, done) => done() }));
    writable.end('a');
    await finished(writable);
    await setImmediate();
    assert.deepEqual(spans.span(give).status, UNSET);
  },
  async 'an error of a stream is an error of the span, and reaches who reads'({ spans }) {
    const readable: Readable = files.give(new Readable({ read: () => void readable.destroy(new Error('disk')) }));
    await assert.rejects(text(readable), /disk/);
    await setImmediate();
    assert.deepEqual(spans.span(give).status, { code: SpanStatusCode.ERROR, message: 'disk' });
  },
  async 'a stream that several methods return ends the span of each'({ spans }) {
    const socket = new PassThrough();
    for (let call = 0; call < 20; call++) files.give(socket);
    assert.ok(Math.max(...socket.eventNames().map((event) => socket.listenerCount(event))) < 4);
    socket.end();
    await text(socket);
    await setImmediate();
    assert.equal(spans.named(give).length, 20);
  },
  async 'the span of a promise of a stream ends with the stream'({ spans }) {
    const readable = await files.giveLater(Readable.from(['a']));
    assert.equal(spans.unfinished.length, 1);
    await text(readable);
    await setImmediate();
    assert.deepEqual(spans.unfinished, []);
  },
  async 'the span of a web stream ends when it was read to its end'({ spans }) {
    let close = (): void => undefined;
    const stream = files.give(
      new ReadableStream({
        start: (controller) => {
          controller.enqueue('a');
          close = () => controller.close();
        },
      }),
    );
    await setImmediate();
    assert.equal(spans.unfinished.length, 1);
    close();
    for await (const chunk of stream) assert.equal(chunk, 'a');
    await setImmediate();
    assert.deepEqual(spans.span(give).status, UNSET);
  },
  async 'the span of a web stream ends when it is cancelled, or with its error'({ spans }) {
    await files.give(new ReadableStream()).cancel('enough');
    const failing = files.give(new ReadableStream({ pull: (controller) => controller.error(new Error('network')) }));
    await assert.rejects(failing.getReader().read(), /network/);
    await setImmediate();
    assert.deepEqual(
      spans.named(give).map(({ status }) => status.message),
      [undefined, 'network'],
    );
  },
};
