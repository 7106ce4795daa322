/**
 * Names and attributes of spans by the conventions.
 * See https://github.com/open-telemetry/semantic-conventions-genai/blob/main/docs/gen-ai/mcp.md.
 */
import type { Attributes } from '@opentelemetry/api';
import { type Message, read } from './message.js';

/** The characters of a name from outside. */
const NAME_LIMIT = 256;
const URI_LIMIT = 2_048;
/** The methods with their targets that a connection keeps in mind. */
const KNOWN_LIMIT = 256;

const REQUEST_ID = 'jsonrpc.request.id';

/** Methods of which `params.uri` is a resource. */
const OF_RESOURCES = /^(?:resources\/|notifications\/resources\/)/;

/** The key of `_meta` in which clients without a session name their version. */
const VERSION_KEY = 'io.modelcontextprotocol/protocolVersion';

/** The names of a span and its attributes. */
export interface Description {
  readonly name: string;
  readonly attributes: Attributes;
}

/** What the calls of one tool have in common, or all messages of another method. */
interface Template extends Description {
  readonly isOfResource: boolean;
}

/** Describes the messages of a connection. What several have in common is put together once. */
export class Describer {
  /** The attributes that all messages have. */
  readonly about: Attributes;
  readonly #requests = new Map<string, Map<string, Template>>();
  readonly #notifications = new Map<string, Map<string, Template>>();
  #size = 0;

  constructor(about: Attributes) {
    this.about = about;
  }

  /** Describes a request or a notification. */
  describe({ method: given = '', id, params }: Message): Description {
    const method = cut(given, NAME_LIMIT);
    const target = cut(targetOf(method, params), NAME_LIMIT);
    const known = id === undefined ? this.#notifications : this.#requests;
    const template = known.get(method)?.get(target) ?? this.#describeAll(known, method, target);
    const attributes = { ...template.attributes };
    if (id !== undefined) attributes[REQUEST_ID] = cut(String(id), NAME_LIMIT);
    if (this.about[PROTOCOL_VERSION] === undefined) {
      const version = read(read(params, '_meta'), VERSION_KEY);
      if (typeof version === 'string') attributes[PROTOCOL_VERSION] = cut(version, NAME_LIMIT);
    }
    if (template.isOfResource) {
      const uri = read(params, 'uri');
      if (typeof uri === 'string') attributes['mcp.resource.uri'] = cut(uri, URI_LIMIT);
    }
    return { name: template.name, attributes };
  }

  /** Strangers name methods and tools, so that only so many are known. */
  #describeAll(known: Map<string, Map<string, Template>>, method: string, target: string): Template {
    const attributes: Attributes = { ...this.about, 'mcp.method.name': method };
    // a copy that only replaces its value costs less than one that grows
    if (known === this.#requests) attributes[REQUEST_ID] = '';
    if (method === 'tools/call') attributes['gen_ai.operation.name'] = 'execute_tool';
    if (target !== '') attributes[method === 'tools/call' ? 'gen_ai.tool.name' : 'gen_ai.prompt.name'] = target;
    const name = target === '' ? method : `${method} ${target}`;
    const template = { name, attributes, isOfResource: OF_RESOURCES.test(method) };
    if (this.#size++ < KNOWN_LIMIT) {
      const targets = known.get(method) ?? new Map<string, Template>();
      known.set(method, targets.set(target, template));
    }
    return template;
  }
}

/** Returns the target of a method, a tool or a prompt; '' where it has none. */
function targetOf(method: string, params: unknown): string {
  const target = method === 'tools/call' || method === 'prompts/get' ? read(params, 'name') : undefined;
  return typeof target === 'string' ? target : '';
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
