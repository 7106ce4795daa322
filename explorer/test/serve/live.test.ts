/** Live events. */
import { story } from '../query/story';
import { link, span, traceIdOf } from '../store/spans';
import { closeServing, emptyStore, raw, serving } from './serving';
import { SpanBroadcaster } from '../../server/serve/span-broadcaster';
import type { NativeBlock } from '../../server/store/span-block';
import type { Store } from '../../server/store/open-store';
import { writeRow } from '../../server/store/span-row';
import type { SpanRow } from '../../server/store/span-row';
import type { LiveAnswer } from '../../api/answers';

afterEach(closeServing);

const blockOf = (store: Store, spans: readonly SpanRow[]): NativeBlock => {
  const block = store.block();
  for (const row of spans) writeRow(block, row);
  return block.finish();
};

/** The data of the next event. */
async function nextEvent(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<LiveAnswer> {
  let text = '';
  for (;;) {
    const found = /event: spans\ndata: (.*)\n\n/.exec(text)?.[1];
    if (found !== undefined) return JSON.parse(found) as LiveAnswer;
    const { value, done } = await reader.read();
    if (done) throw new Error('The events ended.');
    text += Buffer.from(value).toString();
  }
}

test('A client is told which traces arrived spans are of, and which their links point to', async () => {
  const { store, broadcaster, url } = await serving();
  const response = await fetch(`${url}/api/live`);
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  broadcaster.publish(blockOf(store, story));
  const event = await nextEvent(reader);
  // no span of trace 99 was received, but a link points to it
  expect(event).toEqual({ traces: [99, 1, 2, 3, 4, 5, 9].map(traceIdOf), spans: 12 });
  await reader.cancel();
});

test('Many spans are announced in one event, which names the most recent traces', async () => {
  const { store } = await serving();
  const broadcaster = new SpanBroadcaster();
  const announced = new Promise<LiveAnswer>((resolve) => broadcaster.subscribe(resolve));
  for (let trace = 1; trace <= 1000; trace += 1)
    broadcaster.publish(blockOf(store, [span(trace, trace, { links: [link(1, 1)] }), span(trace, trace)]));
  const event = await announced;
  expect(event.spans).toBe(2000);
  expect(event.traces).toHaveLength(200);
  expect(event.traces.at(-1)).toBe(traceIdOf(1000));
  expect(event.isCut).toBe(true);
});

test('An effect that arrives later touches the traces of all of its causes', async () => {
  const { store, broadcaster, url } = await serving();
  const response = await fetch(`${url}/api/live`);
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  broadcaster.publish(blockOf(store, [span(7, 1, { links: [link(3, 1), link(4, 1), link(3, 2)] }), span(8, 1)]));
  const { traces, isCut } = await nextEvent(reader);
  expect([new Set(traces), isCut]).toEqual([new Set([3, 4, 7, 8].map(traceIdOf)), undefined]);
  await reader.cancel();
});

test('A request for the head of the events alone is answered, and is no listener', async () => {
  const { address, broadcaster } = await serving({ store: emptyStore });
  const subscribe = jest.spyOn(broadcaster, 'subscribe');
  const { status, headers, body } = await raw(address, '/api/live', {}, 'HEAD');
  expect([status, headers['content-type'], body]).toEqual([200, 'text/event-stream', '']);
  expect(subscribe).not.toHaveBeenCalled();
});

test('Closing the server ends the event streams', async () => {
  const { url } = await serving();
  const response = await fetch(`${url}/api/live`);
  const ended = response.text();
  await closeServing();
  expect(await ended).toContain('retry: 2000');
});
