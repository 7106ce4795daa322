/** What an HTTP server of the explorer does with a request, whatever it is about. */
import { once } from 'node:events';
import { Agent, createServer, request } from 'node:http';
import type { IncomingMessage, RequestListener, Server } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { closeServer } from '../../server/http/close-server';
import { endResponse } from '../../server/http/end-response';
import type { DrainBounds } from '../../server/http/end-response';
import { readTarget } from '../../server/http/request-target';
import { bearerToken, hasBearerToken } from '../../server/http/token';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serving(listener: RequestListener): Promise<{ server: Server; port: number }> {
  const server = createServer(listener);
  // Node.js itself would close a connection that is idle for some seconds
  server.keepAliveTimeout = 0;
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port };
}

describe('closing a server', () => {
  test('waits for the requests that are pending, and for no connection that is idle', async () => {
    const answers: (() => void)[] = [];
    const { server, port } = await serving((_, response) => void answers.push(() => response.end('done')));
    const agent = new Agent({ keepAlive: true });
    const asked = request({ port, agent }).end();
    await once(server, 'request');
    let isClosed = false;
    const closed = closeServer(server).then(() => (isClosed = true));
    await new Promise((resolve) => server.once('close', resolve) && setImmediate(resolve));
    expect([isClosed, server.listening]).toEqual([false, false]);
    for (const answer of answers) answer();
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    expect(await text(response)).toBe('done');
    await closed;
    expect(isClosed).toBe(true);
    agent.destroy();
  });
});

describe('a response to a request that is still being sent', () => {
  /** A server that refuses each request at once, and a connection to it that has sent the head of one. */
  async function refused(
    head: string,
    body?: Buffer,
    bounds?: DrainBounds,
  ): Promise<{ socket: Socket; got: () => string }> {
    const { port } = await serving((_, response) => {
      response.writeHead(413, { 'content-length': body?.length ?? 0 });
      endResponse(response, body, bounds);
    });
    const socket = connect(port, '127.0.0.1');
    let got = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => (got += chunk));
    socket.on('error', () => {});
    socket.write(`POST / HTTP/1.1\r\nHost: h\r\n${head}\r\n\r\n`);
    return { socket, got: () => got };
  }
  const until = async (socket: Socket, isThere: () => boolean): Promise<void> => {
    while (!isThere()) await once(socket, 'data');
  };

  test.each([
    ['with a body', Buffer.from('too large')],
    ['without one', undefined],
  ])('%s reaches the client before the rest of the request, and the connection stays', async (_, body) => {
    const { socket, got } = await refused('Content-Length: 10', body);
    await until(socket, () => got().endsWith(body === undefined ? '\r\n\r\n' : 'too large'));
    socket.write('0123456789GET / HTTP/1.1\r\nHost: h\r\n\r\n');
    await until(socket, () => got().split('HTTP/1.1 413').length === 3);
    socket.destroy();
  });

  test('ends at once if all was sent, or nothing is', async () => {
    for (const head of ['X: y', 'Content-Length: 0']) {
      const { socket, got } = await refused(`${head}\r\nConnection: close`, Buffer.from('no'));
      await once(socket, 'close');
      expect(got()).toMatch(/\r\n\r\nno$/);
    }
  });

  test.each(['Content-Length: 100000', 'Transfer-Encoding: chunked'])(
    'closes the connection of a client that sends more than a bound (%s)',
    async (head) => {
      const { socket, got } = await refused(head, Buffer.from('no'), { bytes: 1000, milliseconds: 60_000 });
      await until(socket, () => got().endsWith('no'));
      socket.write(head.startsWith('T') ? `800\r\n${'x'.repeat(0x800)}\r\n` : 'x'.repeat(2000));
      await once(socket, 'close');
    },
  );

  test('leaves a client that sends no more than the bound to its end', async () => {
    const { socket, got } = await refused('Content-Length: 1000', Buffer.from('no'), {
      bytes: 1000,
      milliseconds: 60_000,
    });
    await until(socket, () => got().endsWith('no'));
    socket.write(`${'x'.repeat(1000)}GET / HTTP/1.1\r\nHost: h\r\n\r\n`);
    await until(socket, () => got().split('HTTP/1.1 413').length === 3);
    socket.destroy();
  });

  test('closes the connection of a client that sends nothing more in time', async () => {
    const { socket } = await refused('Content-Length: 10', Buffer.from('no'), { bytes: 1000, milliseconds: 1 });
    await once(socket, 'close');
  });
});

describe('the target of a request', () => {
  const target = (url: string, method: string = 'GET', host: string = 'h:1'): unknown => {
    const read = readTarget({ url, method, headers: { host } } as IncomingMessage);
    return read && [read.url.pathname + read.url.search, read.host, read.isServerWide];
  };

  test.each([
    ['/a/./b/../c?d=e//f', ['/a/c?d=e//f', 'h:1', false]],
    ['//a///b', ['/a/b', 'h:1', false]],
    ['http://other:2//a?b', ['/a?b', 'other:2', false]],
    ['HTTPS://other/', ['/', 'other', false]],
    ['http://', undefined],
    ['http:///a', undefined],
    ['xhttp://other/', undefined],
    ['http://[/', undefined],
    ['a', undefined],
    ['*', undefined],
    ['', undefined],
  ])('%j is read as %j', (url, expected) => {
    expect(target(url)).toEqual(expected);
  });

  test('of OPTIONS may be the whole server', () => {
    expect(target('*', 'OPTIONS')).toEqual(['/', 'h:1', true]);
    expect(target('/', 'OPTIONS')).toEqual(['/', 'h:1', false]);
    expect(readTarget({ url: '/', method: 'GET', headers: {} } as IncomingMessage)?.host).toBe('');
    expect(readTarget({ headers: {} } as IncomingMessage)).toBeUndefined();
  });

  test('Targets that name no host are refused however often they come', () => {
    const url = 'http://\u00db\u00af?';
    for (let time = 0; time < 100_000; time += 1)
      if (readTarget({ url, method: 'GET', headers: {} } as IncomingMessage)) throw new Error(`read as a target`);
  });
});

test('A bearer token is read whatever the case of its scheme, and has to be whole', () => {
  expect(['Bearer abc', 'bearer   a b', 'Bearer ', 'Basic abc', 'x Bearer abc', undefined].map(bearerToken)).toEqual([
    ...['abc', 'a b', undefined, undefined, undefined, undefined],
  ]);
  expect(['Bearer abc', 'Bearer abcd', 'Bearer ab', undefined].map((header) => hasBearerToken(header, 'abc'))).toEqual([
    ...[true, false, false, false],
  ]);
  expect(hasBearerToken(undefined, undefined)).toBe(true);
});
