/** The HTTP server of the page and of the questions. */
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readQuestion } from '../../api/questions.js';
import { answer } from '../query/answer-question.js';
import { askOf } from '../store/store-reader.js';
import type { Running } from '../query/questions/status.js';
import { closeServer } from '../http/close-server.js';
import type { Store } from '../store/open-store.js';
import { checkAccess, cookieName, cookieValue, isToken } from './access.js';
import { Events } from './server-sent-events.js';
import { failureOf } from './error-response.js';
import type { Failure } from './error-response.js';
import { readFiles, sendFile } from './page-files.js';
import type { Files } from './page-files.js';
import { SECURITY_HEADERS } from './security-headers.js';
import type { Live } from './span-broadcaster.js';
import { openApi } from './openapi.js';
import { routeOf } from './routes.js';

export interface ServeOptions {
  readonly store: Pick<Store, 'query' | 'tables' | 'scope'>;
  readonly live: Live;
  /** What `GET /api/status` tells beside counts. */
  readonly running: () => Running;
  /** The folder of the built page. */
  readonly page: string;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly token?: string;
}

/** A server that listens. */
export interface Serving {
  /** `127.0.0.1:4319` */
  readonly address: string;
  /** Takes no more, ends the live events, and waits for the questions that are being answered. */
  close(): Promise<void>;
}

// questions that are answered at once: the engine has a few readers, and those who wait hold memory
const MOST_ASKED = 64;

/** Listens. Rejects where the address is in use. */
export async function serve(options: ServeOptions): Promise<Serving> {
  const { host, port, live, page } = options;
  const events = new Events(live);
  const files = readFiles(page);
  let asked = 0;

  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
    const url = urlOf(request);
    if (url === undefined) return sendError(response, { status: 400, error: 'The path of this request is no URL.' });
    try {
      if (enter(request, response, url, options)) return;
      checkAccess(request, options);
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        response.setHeader('Allow', 'GET, HEAD');
        return sendError(response, {
          status: 405,
          error:
            'Questions are asked with GET. Spans are sent to the receivers, whose addresses GET /api/status gives.',
        });
      }
      if (!isApi(url)) return sendPage(files, url.pathname, request, response);
      if (url.pathname === '/api/openapi.json') return sendJson(response, 200, openApi(options.running().version));
      if (url.pathname === '/api/live') {
        if (!events.send(response))
          sendError(response, { status: 503, error: 'Too many pages listen for live events. Close some.' });
        return;
      }
      const route = routeOf(url.pathname);
      if (route === undefined)
        return sendError(response, {
          status: 404,
          error: `There is no ${url.pathname.slice(0, 80)}. GET /api/openapi.json says what there is.`,
        });
      if (asked >= MOST_ASKED) {
        response.setHeader('Retry-After', '1');
        return sendError(response, { status: 503, error: 'Too many questions at once. Ask again.' });
      }
      const gone = new AbortController();
      response.once('close', () => gone.abort());
      asked += 1;
      try {
        const question = readQuestion(route.name, url.searchParams, route.inPath);
        sendJson(
          response,
          200,
          await answer(route.name, askOf(options.store, gone.signal), question, options.running()),
        );
      } finally {
        asked -= 1;
      }
    } catch (error) {
      if (!response.destroyed && !response.headersSent) sendError(response, failureOf(error));
    }
  };

  const server = createServer((request, response) => void respond(request, response));
  server.maxConnections = 1000;
  server.headersTimeout = 10_000;
  server.requestTimeout = 30_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? inUse(host, port, error) : error),
    );
    server.listen(port, host, resolve);
  });
  const { address, port: listening } = server.address() as AddressInfo;
  return {
    address: `${address.includes(':') ? `[${address}]` : address}:${listening}`,
    close: async () => {
      events.close();
      await closeServer(server);
    },
  };
}

const inUse = (host: string, port: number, cause: Error): Error =>
  new Error(
    `Another program listens on ${host}:${port}, maybe another explorer. Stop it, or serve the page on another port with --port.`,
    { cause },
  );

function urlOf(request: IncomingMessage): URL | undefined {
  // what another server's address says before the path is of no meaning here
  const path = request.url?.startsWith('/') ? request.url.replace(/^\/+/, '/') : '/';
  return URL.canParse(path, 'http://explorer') ? new URL(path, 'http://explorer') : undefined;
}

const isApi = ({ pathname }: URL): boolean => pathname === '/api' || pathname.startsWith('/api/');

/**
 * The address with `?token=…`: gives a browser the cookie, and shows the same page without the token in its address.
 */
function enter(request: IncomingMessage, response: ServerResponse, url: URL, { token }: ServeOptions): boolean {
  const given = url.searchParams.get('token');
  if (token === undefined || given === null || isApi(url) || !isToken(given, token)) return false;
  url.searchParams.delete('token');
  response.writeHead(303, {
    'Set-Cookie': `${cookieName(request)}=${cookieValue(token)}; Path=/; HttpOnly; SameSite=Lax`,
    'Cache-Control': 'no-store',
    Location: `${url.pathname}${url.search}`,
  });
  response.end();
  return true;
}

function sendPage(files: Files, path: string, request: IncomingMessage, response: ServerResponse): void {
  if (sendFile(files, path, request, response)) return;
  const error =
    files.size === 0 ? 'The page is not built: run "npm run build" in explorer/.' : `There is no ${path.slice(0, 80)}.`;
  response.writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' });
  response.end(`${error}\n`);
}

const sendError = (response: ServerResponse, { status, error }: Failure): void => sendJson(response, status, { error });

function sendJson(response: ServerResponse, status: number, body: object): void {
  const text = Buffer.from(JSON.stringify(body));
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Cache-Control': 'no-store',
    'Content-Length': text.length,
  });
  response.end(response.req.method === 'HEAD' ? undefined : text);
}
