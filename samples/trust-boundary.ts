/**
 * Trust boundary: a public endpoint gets W3C trace headers from clients that nobody here knows.
 *
 * To go on with such a client's trace would let it choose our trace ids, force the sampling of every request, and mix
 * its requests into one trace without end. To drop its headers would lose the way back when it asks for help. So the
 * request begins a trace of ours, and the client's span becomes a link.
 *
 * npx tsx samples/trust-boundary.ts
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SpanKind } from '@opentelemetry/api';
import { formatLink, LinkFrom, Span, SpanGuard } from 'spanlink';
import { assertLinked, printTraces } from './telemetry.js';

class PublicApi {
  // 1. `root` begins our own trace, whatever is active here; the request's headers are a source of links.
  @LinkFrom(0, { relation: 'client', attributes: { 'client.trusted': false } })
  @Span('GET /stock', { root: true, kind: SpanKind.SERVER })
  async stock(_request: IncomingMessage, response: ServerResponse, span = SpanGuard.current()): Promise<void> {
    const pieces = await this.countPieces();
    // 2. The client gets our span as a reference for its questions; it cannot choose it.
    response.end(JSON.stringify({ pieces, reference: formatLink(span.spanContext()) }));
  }

  @Span()
  async countPieces(): Promise<number> {
    return 42;
  }
}

// 3. A real server, and clients with headers as they like.
const recorder = printTraces('stock-api');
const api = new PublicApi();
const server = createServer((request, response) => void api.stock(request, response));
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/stock`;
const ask = async (headers: Record<string, string>): Promise<{ reference: string }> =>
  (await fetch(url, { headers })).json() as Promise<{ reference: string }>;

const client = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };
const { reference } = await ask({
  traceparent: `00-${client.traceId}-${client.spanId}-01`,
  tracestate: 'shop=t61rcWkgMzE',
});
await ask({ traceparent: `00-${'0'.repeat(32)}-${'f'.repeat(16)}-01` });
await ask({ traceparent: 'x'.repeat(8_000) });
server.close();

// 4. Our traces are our own; the first is linked to the client's, and nonsense gives no link, and no error either.
const [linked, ...others] = recorder.named('GET /stock');
assertLinked(linked, { ...client, traceFlags: 1 }, { relation: 'client', attributes: { 'client.trusted': false } });
assert.equal(linked?.links.length, 1);
assert.equal(linked.links[0]?.context.traceState?.get('shop'), 't61rcWkgMzE');
assert.equal(formatLink(linked.spanContext()), reference);
assert.deepEqual(
  others.map(({ links }) => links.length),
  [0, 0],
);
const traceIds = recorder.named('GET /stock').map((span) => span.spanContext().traceId);
assert.equal(new Set([...traceIds, client.traceId]).size, 4, 'no request is in the trace of a client, or of another');
