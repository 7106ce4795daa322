/** A small server in front of chDB, with the part of ClickHouse's HTTP interface that `@clickhouse/client` uses. */
import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { createChdbConnection } from 'chdb/connection';
import type { ChdbConnection } from 'chdb/connection';
import { Spool } from '../../server/store/spool.js';

export interface ClickhouseServer {
  readonly url: string;
  /** The requests so far, with their settings. */
  readonly requests: { readonly sql: string; readonly parameters: Readonly<Record<string, string>> }[];
  close(): Promise<void>;
}

// only the HTTP interface has these, and the engine in this process does not know them
const OF_HTTP = new Set([
  'query',
  'query_id',
  'database',
  'session_id',
  'default_format',
  'wait_end_of_query',
  'send_progress_in_http_headers',
  'enable_http_compression',
]);

/** Starts on a free port, with its data in `folder`. */
export async function startClickhouse(folder: string): Promise<ClickhouseServer> {
  const spool = new Spool(folder);
  const connections = new Map<string, ChdbConnection>();
  const requests: ClickhouseServer['requests'] = [];
  const connectionTo = async (database: string): Promise<ChdbConnection> => {
    const connection = connections.get(database) ?? createChdbConnection({ path: folder });
    if (!connections.has(database)) {
      connections.set(database, connection);
      if (database !== '') await connection.command({ query: `USE ${database}` });
    }
    return connection;
  };
  const run = async (request: IncomingMessage): Promise<Buffer> => {
    const parameters = Object.fromEntries(new URL(request.url ?? '/', 'http://localhost').searchParams);
    const body = await buffer(request);
    const sql = parameters.query ?? body.toString();
    requests.push({ sql, parameters });
    const connection = await connectionTo(parameters.database ?? '');
    const entries = Object.entries(parameters);
    for (const [name, value] of entries) {
      if (!OF_HTTP.has(name) && !name.startsWith('param_'))
        await connection.command({ query: `SET ${name} = '${value}'` });
    }
    const insert = /^(INSERT INTO .*) FORMAT Native$/.exec(sql)?.[1];
    if (insert !== undefined) {
      await spool.insert(
        [{ table: '', columns: [], blocks: body }],
        async (_, path) =>
          void (await connection.command({ query: `${insert} SELECT * FROM file('${path}', 'Native')` })),
      );
      return Buffer.alloc(0);
    }
    const values = entries
      .filter(([name]) => name.startsWith('param_'))
      .map(([name, value]) => [name.slice('param_'.length), valueOf(value)]);
    const { stream } = await connection.query({
      query: sql,
      query_params: Object.fromEntries(values) as Record<string, unknown>,
    });
    return Buffer.from(await text(stream));
  };
  const server = createServer((request, response) => {
    if (request.url === '/ping') return void response.end('Ok.\n');
    run(request).then(
      (answer) => response.writeHead(200, { 'x-clickhouse-summary': '{}' }).end(answer),
      (error: { code?: string; type?: string; message: string }) => {
        response.writeHead(500, { 'x-clickhouse-exception-code': error.code ?? '0' });
        response.end(`Code: ${error.code}. DB::Exception: ${error.message} (${error.type})`);
      },
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: async () => {
      await closed(server);
      for (const connection of connections.values()) await connection.close();
    },
  };
}

// the client sends parameters as text, and chDB's connection wants values: a list contains strings, or numbers
const valueOf = (sent: string): unknown => {
  if (!sent.startsWith('[')) return unescape(sent);
  return sent.startsWith("['")
    ? Array.from(sent.matchAll(/'((?:[^'\\]|\\.)*)'/g), ([, each]) => unescape(each ?? ''))
    : JSON.parse(sent);
};

const unescape = (value: string): string =>
  value.replace(/\\(.)/g, (_, each: string) => ({ t: '\t', n: '\n', r: '\r', '0': '\0' })[each] ?? each);

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
