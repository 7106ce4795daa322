// A receiver of OTLP over HTTP that remembers which traces came.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { types } from '../dist/server/otlp/otlp-messages.js';

const REQUEST = types.lookupType('ExportTraceServiceRequest');

/** Opens it on a free port. */
export async function openBackend() {
  const traces = new Set();
  const waiting = new Map();
  let bytes = 0;
  const server = createServer({ keepAliveTimeout: 0 }, (incoming, response) => {
    const chunks = [];
    incoming.on('data', (chunk) => chunks.push(chunk));
    incoming.on('end', () => {
      response.end();
      const body = Buffer.concat(chunks);
      bytes += body.length;
      for (const { scopeSpans } of REQUEST.decode(body).resourceSpans)
        for (const { spans } of scopeSpans)
          for (const span of spans) {
            const traceId = Buffer.from(span.traceId).toString('hex');
            traces.add(traceId);
            waiting.get(traceId)?.();
          }
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    traces,
    /** The bytes of all requests. */
    bytes: () => bytes,
    /** Resolves when spans of a trace arrive. */
    next: (traceId) => new Promise((resolve) => waiting.set(traceId, resolve)),
    close: () => server.close(),
  };
}
