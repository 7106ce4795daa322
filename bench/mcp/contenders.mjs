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
  'hand-written': (network) => withTool((extra) => shipInSpan(extra, network)),
  spanlink: () => traceServer(withTool(ship)),
};

const tracer = trace.getTracer('shop');

/** The span of the conventions, with the attributes and the link of `traceServer`. */
function shipInSpan(extra, network) {
  const active = context.active();
  const sent = propagation.extract(active, extra._meta);
  const sender = trace.getSpanContext(sent);
  const attributes = {
    ...network,
    'mcp.method.name': 'tools/call',
    'mcp.protocol.version': '2025-06-18',
    'jsonrpc.request.id': String(extra.requestId),
    'gen_ai.operation.name': 'execute_tool',
    'gen_ai.tool.name': 'ship',
  };
  if (extra.sessionId !== undefined) attributes['mcp.session.id'] = extra.sessionId;
  const links = sender === undefined ? [] : [{ context: sender, attributes: { 'spanlink.relation': 'parent' } }];
  const options = { kind: SpanKind.SERVER, attributes, links };
  return tracer.startActiveSpan('tools/call ship', options, sent, async (span) => {
    try {
      const result = await ship();
      if (result.isError) {
        span.setAttribute('error.type', 'tool_error');
        span.setStatus({ code: SpanStatusCode.ERROR });
      }
      return result;
    } catch (error) {
      span.setAttribute('error.type', 'tool_error');
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}
