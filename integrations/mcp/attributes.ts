/**
 * Names and attributes of spans by the conventions.
 * See https://github.com/open-telemetry/semantic-conventions-genai/blob/main/docs/gen-ai/mcp.md.
 */
import type { Attributes } from '@opentelemetry/api';
import { type Message, read } from './message.js';

/** The characters of a name from outside. */
const NAME_LIMIT = 256;
const URI_LIMIT = 2_048;

/** Methods whose `params.name` is the target, by the attribute of that name. */
const TARGETS: Readonly<Record<string, string>> = {
  'tools/call': 'gen_ai.tool.name',
  'prompts/get': 'gen_ai.prompt.name',
};

/** Methods of which `params.uri` is a resource. */
const OF_RESOURCES = /^(?:resources\/|notifications\/resources\/)/;

/** The key of `_meta` in which clients without a session name their version. */
const VERSION_KEY = 'io.modelcontextprotocol/protocolVersion';

/** The names of a span and its attributes. */
export interface Description {
  readonly name: string;
  readonly attributes: Attributes;
}

/**
 * Describes a request or a notification.
 *
 * @param about The attributes that its connection shares.
 */
export function describe(message: Message, about: Attributes): Description {
  const method = cut(message.method ?? '', NAME_LIMIT);
  const attributes: Attributes = { ...about, 'mcp.method.name': method };
  if (message.id !== undefined) attributes['jsonrpc.request.id'] = cut(String(message.id), NAME_LIMIT);
  const version = about[PROTOCOL_VERSION] ?? read(read(message.params, '_meta'), VERSION_KEY);
  if (typeof version === 'string') attributes[PROTOCOL_VERSION] = cut(version, NAME_LIMIT);
  if (method === 'tools/call') attributes['gen_ai.operation.name'] = 'execute_tool';
  if (OF_RESOURCES.test(method)) {
    const uri = read(message.params, 'uri');
    if (typeof uri === 'string') attributes['mcp.resource.uri'] = cut(uri, URI_LIMIT);
  }
  const target = Object.hasOwn(TARGETS, method) ? read(message.params, 'name') : undefined;
  if (typeof target !== 'string' || target === '') return { name: method, attributes };
  const name = cut(target, NAME_LIMIT);
  attributes[TARGETS[method] as string] = name;
  return { name: `${method} ${name}`, attributes };
}

/** The attributes of a connection. */
export const PROTOCOL_VERSION = 'mcp.protocol.version';
export const SESSION_ID = 'mcp.session.id';

/** Returns the session of a transport, which may get one as it is used. */
export function sessionOf(transport: object): string | undefined {
  const session = read(transport, 'sessionId');
  return typeof session === 'string' && session !== '' ? cut(session, NAME_LIMIT) : undefined;
}

/** Returns the attributes of the network, by what a transport can do. */
export function describeTransport(transport: object): Attributes {
  if (isHttp(transport)) {
    return { 'network.transport': 'tcp', 'network.protocol.name': 'http', ...serverOf(read(transport, '_url')) };
  }
  return '_readBuffer' in transport ? { 'network.transport': 'pipe' } : {};
}

/** Methods of the transports over HTTP: of clients, and of servers. */
const OVER_HTTP = ['terminateSession', 'finishAuth', 'handleRequest', 'handlePostMessage'];

function isHttp(transport: object): boolean {
  return OVER_HTTP.some((name) => typeof read(transport, name) === 'function');
}

function serverOf(url: unknown): Attributes {
  if (!(url instanceof URL)) return {};
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
  return { 'server.address': url.hostname, 'server.port': port };
}

function cut(text: string, limit: number): string {
  return text.length > limit ? text.slice(0, limit) : text;
}
