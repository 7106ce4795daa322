/** Streams of Node and of the web: read to the end, destroyed, failed, one for several calls, and abandoned. */
import { once } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import { LinkFrom, Span } from 'spanlink';
import { concurrently, newMessage, repeat, type Workload } from '../workload';

class Files {
  @LinkFrom(0)
  open(_message: unknown): Readable {
    return Readable.from(['a', 'b', 'c']);
  }

  @LinkFrom(0)
  fetch(_message: unknown): ReadableStream<string> {
    return new ReadableStream({
      start(controller) {
        controller.enqueue('a');
        controller.close();
      },
    });
  }

  @Span()
  same<Stream extends object>(stream: Stream): Stream {
    return stream;
  }
}

const files = new Files();

export const nodeStreams: Workload = {
  kind: 'Node streams',
  async round() {
    let calls = await concurrently(200, async () => {
      for await (const _chunk of files.open(newMessage()));
    });
    calls += await concurrently(100, async () => once(files.open(newMessage()).destroy(), 'close'));
    calls += await concurrently(100, async () => {
      const stream = files.open(newMessage()).on('error', () => {});
      await new Promise((resolve) => stream.on('close', resolve).destroy(new Error('the disk is gone')));
    });
    const shared = new PassThrough();
    calls += repeat(50, () => files.same(shared));
    await once(shared.destroy(), 'close');
    return calls;
  },
};

const log = new PassThrough();
/** The calls that wait for the end of one stream (docs/limits.md); the spans of further ones end at their return. */
const WAITING = 1_000;
let waiting = 0;

export const endlessStreams: Workload = {
  kind: 'a stream that never ends',
  round() {
    const calls = repeat(300, () => files.same(log));
    waiting = Math.min(WAITING, waiting + calls);
    return calls;
  },
  running: () => waiting,
};

export const webStreams: Workload = {
  kind: 'web streams',
  async round() {
    let calls = await concurrently(100, async () => {
      for await (const _chunk of files.fetch(newMessage()));
    });
    calls += await concurrently(100, async () => files.fetch(newMessage()).cancel());
    calls += await concurrently(50, async () => new Response(files.fetch(newMessage()).pipeThrough(encoder())).text());
    return calls;
  },
};

export const abandonedStreams: Workload = {
  kind: 'abandoned streams',
  round: () => repeat(100, () => files.open(newMessage())) + repeat(100, () => files.fetch(newMessage())),
};

function encoder(): TransformStream<string, Uint8Array> {
  return new TransformStream({
    transform: (text, controller) => controller.enqueue(new TextEncoder().encode(text)),
  });
}
