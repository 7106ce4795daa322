/** Traces clients and servers of the official SDK, of both majors, by what they tell their transports. */
import { describeValue, spanlinkError } from '../../lib/global/errors.js';
import { callSafely } from '../../lib/global/report.js';
import { Connection } from './connection.js';
import { read } from './message.js';
import { followingNotifications } from './notification-span.js';
import { checkOptions, type McpOptions, type McpSettings } from './settings.js';

/**
 * A client or a server of `@modelcontextprotocol/sdk`, or of its version 2.
 *
 * @example
 * ```ts
 * import { Client } from '@modelcontextprotocol/sdk/client/index.js';
 *
 * const client: Connectable = new Client({ name: 'agent', version: '1.0.0' });
 * traceClient(client);
 * ```
 */
export interface Connectable {
  connect(transport: never): Promise<unknown>;
}

/** Marks what is traced, also by another copy of this package. */
const TRACED: unique symbol = Symbol.for('spanlink.mcp.traced');

type Method = (this: unknown, ...args: unknown[]) => unknown;
type Methods = Record<string, Method>;

/**
 * Traces a server: each request and notification that arrives has a span (`tools/call ship`) that continues the trace
 * in its `_meta`, and what the server sends has one whose context it carries. Results, errors and their timing are
 * those of the server alone. A server that is traced already stays as it is; it may be connected before or after, and
 * again.
 *
 * @param server An `McpServer` or `Server`.
 * @returns The server.
 * @throws {TypeError} `ERR_SPANLINK_MCP` for anything else, or an option that cannot be used.
 *
 * @example
 * ```ts
 * import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
 *
 * const server = traceServer(new McpServer({ name: 'shop', version: '1.0.0' }));
 * ```
 */
export function traceServer<Server extends Connectable>(server: Server, options: McpOptions = {}): Server {
  return traceProtocol('traceServer', server, options);
}

/**
 * Traces a client: each request that it sends has a span, and carries its context in `_meta`; a context that is there
 * already is kept. What the server asks of the client (sampling, elicitation, roots) is served as by `traceServer`.
 *
 * @returns The client.
 * @throws {TypeError} `ERR_SPANLINK_MCP` for anything but a client, or an option that cannot be used.
 *
 * @example
 * ```ts
 * import { Client } from '@modelcontextprotocol/sdk/client/index.js';
 *
 * const client = traceClient(new Client({ name: 'agent', version: '1.0.0' }));
 * ```
 */
export function traceClient<Client extends Connectable>(client: Client, options: McpOptions = {}): Client {
  return traceProtocol('traceClient', client, options);
}

function traceProtocol<Traced extends Connectable>(site: string, given: Traced, options: McpOptions): Traced {
  const settings = checkOptions(site, options);
  // an `McpServer` connects the server in it
  const inner = read(given, 'server');
  const protocol = (typeof read(inner, 'connect') === 'function' ? inner : given) as object;
  if (typeof read(protocol, 'connect') !== 'function') {
    const found = describeValue(given);
    throw spanlinkError(
      'ERR_SPANLINK_MCP',
      `${site} takes a client or server with a method connect(); it got ${found}`,
    );
  }
  callSafely(site, 'connect', () => trace(protocol as unknown as Methods, settings), undefined, []);
  return given;
}

function trace(protocol: Methods, settings: McpSettings): void {
  if (!mark(protocol)) return;
  wrap(
    protocol,
    'connect',
    (connect) =>
      function (transport, ...rest) {
        callSafely(settings.site, 'transport', traceTransport, undefined, [transport, settings]);
        return connect.call(this, transport, ...rest);
      },
  );
  wrap(
    protocol,
    'setNotificationHandler',
    (set) =>
      function (...args) {
        const handler = args.at(-1);
        const followed = typeof handler === 'function' ? followingNotifications(handler as Method) : handler;
        return set.call(this, ...args.slice(0, -1), followed);
      },
  );
  const { transport } = protocol as { transport?: unknown };
  if (typeof transport === 'object' && transport !== null) traceTransport(transport as Methods, settings).listen();
}

/** What the SDK has put on a transport is wrapped when it starts it. */
function traceTransport(transport: Methods, settings: McpSettings): { listen(): void } {
  if (!mark(transport)) return { listen() {} };
  const connection = new Connection(transport, settings);
  const listen = (): void => {
    wrap(
      transport,
      'onmessage',
      (handle) =>
        function (message, ...rest) {
          return connection.receive(message, (given) => handle.call(this, given, ...rest));
        },
    );
    wrap(
      transport,
      'onclose',
      (handle) =>
        function (...args) {
          connection.close();
          return handle.apply(this, args);
        },
    );
  };
  wrap(
    transport,
    'start',
    (start) =>
      function (...args) {
        callSafely(settings.site, 'transport', listen, undefined, []);
        return start.apply(this, args);
      },
  );
  wrap(
    transport,
    'send',
    (send) =>
      function (message, options, ...rest) {
        return connection.send(message as object, options, (given) => send.call(this, given, options, ...rest));
      },
  );
  return { listen };
}

/** Puts a method in the place of another, as an assignment does, for transports whose handlers are accessors. */
function wrap(owner: Methods, name: string, around: (method: Method) => Method): void {
  const method = owner[name];
  if (typeof method === 'function') owner[name] = around(method);
}

/** @returns true if nobody has marked it before. */
function mark(owner: object): boolean {
  if (Object.hasOwn(owner, TRACED)) return false;
  Object.defineProperty(owner, TRACED, { value: true });
  return true;
}
