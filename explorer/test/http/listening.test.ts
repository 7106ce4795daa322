/** Addresses: those that cannot be listened on, and those that others can open. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { checkPorts, listen } from '../../server/http/listen';
import { GRPC_PLACE, HTTP_PLACE, listenError, PAGE_PLACE } from '../../server/http/listen-error';
import type { Place } from '../../server/http/listen-error';
import { reachable, reachableFromOthers } from '../../server/http/reachable';

const HOST = '127.0.0.1';
const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

async function takenPort(): Promise<number> {
  const server = createServer().listen(0, HOST);
  open.push(server);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const messageOf = (trying: Promise<unknown>): Promise<string> =>
  trying.then(
    () => 'It is free.',
    (error: Error) => error.message,
  );

/** The message of an error for places that fail with codes. */
const told = (...failures: readonly (readonly [code: string, place: Place, port?: number])[]): string =>
  listenError(
    failures.map(([code, place, port = 80]) => ({
      ...{ host: HOST, port, place },
      error: Object.assign(new Error(`it failed with ${code}`), { code }),
    })),
  ).message;

test('A server listens on a free port, and tells its address, that of IPv6 in brackets', async () => {
  const servers = [createServer(), createServer()];
  open.push(...servers);
  const [four, six] = await Promise.all(
    servers.map((server, index) => listen(server, { host: index === 0 ? HOST : '::1', port: 0 }, PAGE_PLACE)),
  );
  expect(four).toMatch(/^127\.0\.0\.1:[1-9]\d*$/);
  expect(six).toMatch(/^\[::1\]:[1-9]\d*$/);
});

test('Ports are left free that were checked', async () => {
  const port = await takenPort();
  await new Promise((resolve) => open.pop()?.close(resolve));
  const wanted = [
    { ...PAGE_PLACE, port },
    { ...HTTP_PLACE, port: 0 },
    { ...GRPC_PLACE, port: 0 },
  ];
  await checkPorts(HOST, wanted);
  await checkPorts(HOST, wanted);
});

test('The same port twice is told with both options, whichever they are', async () => {
  const [page, http, grpc] = [PAGE_PLACE, HTTP_PLACE, GRPC_PLACE].map((place) => ({ ...place, port: 4318 })) as [
    Place & { port: number },
    Place & { port: number },
    Place & { port: number },
  ];
  const both = (...wanted: (Place & { port: number })[]): Promise<string> => messageOf(checkPorts(HOST, wanted));
  expect(await both(page, http)).toBe('--port and --otlp-http-port are both 4318: give each a port of its own.');
  expect(await both({ ...page, port: 0 }, http, grpc)).toBe(
    '--otlp-http-port and --otlp-grpc-port are both 4318: give each a port of its own.',
  );
});

test('One port that is taken is told with what listens there, maybe, and what to do', async () => {
  const port = await takenPort();
  const wanted = [
    { ...HTTP_PLACE, port: 0 },
    { ...PAGE_PLACE, port },
  ];
  const expected =
    `Another program listens on 127.0.0.1:${port} (the page), maybe another explorer. ` +
    'Stop it, or give another port with --port; 0 picks a free one.';
  expect(await messageOf(checkPorts(HOST, wanted))).toBe(expected);
  const server = createServer();
  const error = await listen(server, { host: HOST, port }, PAGE_PLACE).catch((found: unknown) => found);
  expect(error).toMatchObject({ message: expected, cause: { code: 'EADDRINUSE' } });
});

test('All ports that are taken are told at once', async () => {
  const ports = await Promise.all([takenPort(), takenPort(), takenPort()]);
  const wanted = [PAGE_PLACE, HTTP_PLACE, GRPC_PLACE].map((place, index) => ({ ...place, port: ports[index] ?? 0 }));
  expect(await messageOf(checkPorts(HOST, wanted))).toBe(
    `Other programs listen on 127.0.0.1:${ports[0]} (the page), 127.0.0.1:${ports[1]} (OTLP over HTTP) and ` +
      `127.0.0.1:${ports[2]} (OTLP over gRPC), maybe a Collector or another explorer. Stop them, or give other ports ` +
      'with --port, --otlp-http-port and --otlp-grpc-port; 0 picks a free one.',
  );
});

test.each(['EACCES', 'EPERM'])('A port that the user may not have (%s) is told with the ports that he may', (code) => {
  expect(told([code, PAGE_PLACE])).toBe(
    'This user may not listen on 127.0.0.1:80 (the page): give another port with --port, from 1024 on.',
  );
});

test.each(['EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN', 'EAI_NONAME', 'EINVAL', 'EAFNOSUPPORT'])(
  'A host that is none of this machine (%s) is told once, whatever the ports are',
  (code) => {
    expect(told([code, PAGE_PLACE], [code, HTTP_PLACE])).toBe(
      `--host must be an address of this machine, and "127.0.0.1" is none (${code}). On 127.0.0.1, programs of this ` +
        'machine reach the explorer, and on 0.0.0.0 others, too.',
    );
  },
);

test('Failures of several kinds, and of none that is known, are told one after the other', () => {
  expect(told(['EMFILE', GRPC_PLACE, 3], ['EACCES', HTTP_PLACE, 2], ['EADDRINUSE', PAGE_PLACE, 1])).toBe(
    'Another program listens on 127.0.0.1:1 (the page), maybe another explorer. Stop it, or give another port with ' +
      '--port; 0 picks a free one. This user may not listen on 127.0.0.1:2 (OTLP over HTTP): give another port with ' +
      '--otlp-http-port, from 1024 on. The explorer cannot listen on 127.0.0.1:3 (OTLP over gRPC): it failed with ' +
      'EMFILE.',
  );
});

test('An address that stands for all of a machine is reached at one that it has in any case', () => {
  expect(['0.0.0.0:1', '[::]:2', '[::ffff:0.0.0.0]:3', '[::1]:4', '10.0.0.7:5'].map(reachable)).toEqual([
    ...['127.0.0.1:1', '[::1]:2', '127.0.0.1:3', '[::1]:4', '10.0.0.7:5'],
  ]);
  const others = Object.values(networkInterfaces()).flatMap((all = []) =>
    all.flatMap(({ internal, family, address }) => (!internal && family === 'IPv4' ? [`${address}:8`] : [])),
  );
  expect(reachableFromOthers('[::]:8')).toEqual(others);
  expect(reachableFromOthers('0.0.0.0:8')).toEqual(others);
  expect(reachableFromOthers('127.0.0.1:8')).toEqual([]);
});
