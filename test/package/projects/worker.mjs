/** A worker of workerd: each path gives a web stream from a traced function; `/spans` tells what came of its span. */
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { BasicTracerProvider } from '@opentelemetry/sdk-trace-base';
import { context, trace } from '@opentelemetry/api';
import { inSpan, startSpan, traced } from 'spanlink';

const spans = [];
const processor = {
  onStart() {},
  onEnd: ({ name, status, links, attributes }) => spans.push({ name, status, links: links.length, attributes }),
  forceFlush: async () => undefined,
  shutdown: async () => undefined,
};
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [processor] }));

const cause = () => startSpan('cause').spanContext();
const letters = () =>
  new ReadableStream({
    start(controller) {
      for (const letter of ['a', 'b']) controller.enqueue(new TextEncoder().encode(letter));
      controller.close();
    },
  });
const failing = () => new ReadableStream({ pull: (controller) => controller.error(new Error('network')) });
const give = (name, stream) => traced(stream, { name, links: cause })();

const routes = {
  async '/read'() {
    const reader = give('read', letters).getReader();
    await reader.read();
    const isOpen = !spans.some(({ name }) => name === 'read');
    while (!(await reader.read()).done);
    return new Response(isOpen ? 'open after a' : 'ended after a');
  },
  '/response': () => new Response(give('response', letters).pipeThrough(new TransformStream())),
  async '/failing'() {
    const seen = await give('failing', failing)
      .getReader()
      .read()
      .catch(({ message }) => message);
    return new Response(seen);
  },
  async '/cancelled'() {
    await give('cancelled', letters).cancel('enough');
    return new Response('');
  },
  async '/async'() {
    await inSpan('async', async () => {
      await new Promise((resolve) => setTimeout(resolve));
      inSpan('child', () => undefined);
    });
    return new Response('');
  },
  '/spans': () => Response.json(spans.splice(0).filter(({ name }) => name !== 'cause')),
};

export default { fetch: (request) => routes[new URL(request.url).pathname]() };
