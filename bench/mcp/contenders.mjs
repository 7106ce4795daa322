/** A server with one tool, without spans, with spans by hand, and traced. */
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { traceServer } from '../../dist/esm/integrations/mcp/index.js';

const DONE = { content: [{ type: 'text', text: 'done' }] };
const ship = async () => DONE;

const withTool = (handler) => {
  const server = new McpServer({ name: 'shop', version: '1.0.0' });
  server.registerTool('ship', {}, handler);
  return server;
};

/** Servers by who makes their spans; each gets what is known of its transport. */
export const CONTENDERS = {
  none: () => withTool(ship),
  'in the handler': (network) => withTool((extra) => shipInSpan(extra, network)),
  'hand-written': (network) => servingInSpans(withTool(ship), network),
  spanlink: () => traceServer(withTool(ship)),
};

const tracer = trace.getTracer('shop');

/** The names, attributes and link of `traceServer`. */
function describe({ id, name, session, sender, network }) {
  const attributes = {
    ...network,
    'mcp.method.name': 'tools/call',
    'mcp.protocol.version': '2025-06-18',
    'jsonrpc.request.id': String(id),
    'gen_ai.operation.name': 'execute_tool',
    'gen_ai.tool.name': name,
  };
  if (session !== undefined) attributes['mcp.session.id'] = session;
  const links = sender === undefined ? [] : [{ context: sender, attributes: { 'spanlink.relation': 'parent' } }];
  return [`tools/call ${name}`, { kind: SpanKind.SERVER, attributes, links }];
}

function fail(span, type) {
  span.setAttribute('error.type', type);
  span.setStatus({ code: SpanStatusCode.ERROR });
}

/** Makes the spans of `traceServer`: from the arrival of a call to its answer, whoever gives that. */
function servingInSpans(server, network) {
  const { connect } = server;
  server.connect = async function (transport) {
    await connect.call(this, transport);
    const pending = new Map();
    const { onmessage } = transport;
    const send = transport.send.bind(transport);
    transport.onmessage = (message, extra) => {
      const { method, id, params } = message;
      if (method !== 'tools/call' || id === undefined) return onmessage.call(transport, message, extra);
      const sent = propagation.extract(context.active(), params._meta ?? {});
      const sender = trace.getSpanContext(sent);
      const about = { id, name: params.name, session: transport.sessionId, sender, network };
      const span = tracer.startSpan(...describe(about), sent);
      pending.set(id, span);
      return context.with(trace.setSpan(sent, span), () => onmessage.call(transport, message, extra));
    };
    transport.send = (message, options) => {
      const span = message.method === undefined ? pending.get(message.id) : undefined;
      if (span !== undefined) {
        pending.delete(message.id);
        if (message.error !== undefined) fail(span, String(message.error.code));
        else if (message.result.isError) fail(span, 'tool_error');
        span.end();
      }
      return send(message, options);
    };
  };
  return server;
}

/** Makes a span of the tool alone, without the validation of its arguments. */
function shipInSpan(extra, network) {
  const sent = propagation.extract(context.active(), extra._meta);
  const sender = trace.getSpanContext(sent);
  const about = { id: extra.requestId, name: 'ship', session: extra.sessionId, sender, network };
  return tracer.startActiveSpan(...describe(about), sent, async (span) => {
    try {
      const result = await ship();
      if (result.isError) fail(span, 'tool_error');
      return result;
    } catch (error) {
      fail(span, 'tool_error');
      throw error;
    } finally {
      span.end();
    }
  });
}
