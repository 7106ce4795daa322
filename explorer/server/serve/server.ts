/** The HTTP server of the page and its API. */
import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { closeServer } from '../http/close-server.js';
import { endResponse } from '../http/end-response.js';
import { listen } from '../http/listen.js';
import type { ListenOptions } from '../http/listen.js';
import { PAGE_PLACE } from '../http/listen-error.js';
import { readTarget } from '../http/request-target.js';
import type { ExplorerInfo } from '../query/questions/status.js';
import type { ReadableStore } from '../store/store-reader.js';
import { FILES_PATH } from '../../api/files.js';
import { EXPORT } from '../../api/export.js';
import { DRY_RUN } from '../../api/dry-run.js';
import { checkAccess } from './access.js';
import { DryRunHandler } from './dry-run-handler.js';
import type { TryRules } from './dry-run-handler.js';
import { toErrorResponse } from './error-response.js';
import { ExportHandler } from './export-handler.js';
import { FileUploads } from './file-uploads.js';
import type { ReadFile } from './file-uploads.js';
import { HttpError } from './http-error.js';
import { Invitations } from './invitations.js';
import { McpHandler, MCP_PATH } from './mcp-handler.js';
import { openApi } from './openapi.js';
import { limitArrival } from './request-deadline.js';
import { readPageFiles, sendPageFile } from './page-files.js';
import type { PageFiles } from './page-files.js';
import { PROMETHEUS_TYPE, toPrometheusText } from './prometheus-text.js';
import type { Metric } from './prometheus-text.js';
import { QuestionHandler } from './question-handler.js';
import { isApiPath } from './routes.js';
import { SECURITY_HEADERS } from './security-headers.js';
import { sendError, sendJson } from './send.js';
import { ServerSentEvents } from './server-sent-events.js';
import type { SpanBroadcaster } from './span-broadcaster.js';
import { exchangeToken } from './token-cookie.js';

/** Where Prometheus reads by default. */
const METRICS_PATH = '/metrics';
const ALLOW = { Allow: 'GET, HEAD' };

export interface ServeOptions extends ListenOptions {
  readonly store: ReadableStore;
  readonly broadcaster: SpanBroadcaster;
  /** Returns what `GET /api/status` contains besides counts. */
  readonly explorerInfo: () => ExplorerInfo;
  /** Reads a file that is sent into the store. */
  readonly readFile: ReadFile;
  /** Tries rules; missing if nothing is kept. */
  readonly tryRules?: TryRules;
  /** Reads what `GET /metrics` shows. */
  readonly metrics: () => Promise<readonly Metric[]>;
  /** The folder of the built page. */
  readonly page: string;
  readonly token?: string;
}

/** A server that is listening. */
export interface PageServer {
  /** `127.0.0.1:4319` */
  readonly address: string;
  /** Returns a path that opens the page once, without the token. */
  invite(): string;
  /** Stops accepting requests, ends the live events, and waits for pending answers. */
  close(): Promise<void>;
}

interface Handlers {
  readonly events: ServerSentEvents;
  readonly invitations: Invitations;
  readonly uploads: FileUploads;
  readonly questions: QuestionHandler;
  readonly mcp: McpHandler;
  readonly dryRuns: DryRunHandler;
}

/** Starts listening. Rejects if the address is in use, with advice. */
export async function serve(options: ServeOptions): Promise<PageServer> {
  const events = new ServerSentEvents(options.broadcaster);
  const invitations = new Invitations();
  const uploads = new FileUploads(options.readFile);
  const questions = new QuestionHandler(options.store, options.explorerInfo);
  const mcp = new McpHandler(questions);
  const dryRuns = new DryRunHandler(options.tryRules);
  const handlers = { events, invitations, uploads, questions, mcp, dryRuns };
  const server = createServer(createListener(options, handlers));
  server.maxConnections = 1000;
  server.headersTimeout = 10_000;
  // a file may be large; for other requests, see limitArrival
  server.requestTimeout = 0;
  const address = await listen(server, options, PAGE_PLACE);
  return {
    address,
    invite: () => `/?invitation=${invitations.create()}`,
    close: async () => {
      events.close();
      uploads.close();
      await mcp.close();
      await closeServer(server);
    },
  };
}

/** Checks each request, and passes it to the handler of its path; any error on the way is the response. */
function createListener(
  options: ServeOptions,
  { events, invitations, uploads, questions, mcp, dryRuns }: Handlers,
): RequestListener {
  const files = readPageFiles(options.page);
  const exports = new ExportHandler(options.store);

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const target = readTarget(request);
    if (target === undefined) throw new HttpError(400, 'The target of this request is no path and no URL.');
    const { url } = target;
    if (exchangeToken(request, response, url, options.token, invitations)) return;
    checkAccess(request, target.host, options);
    if (target.isServerWide) return void response.writeHead(204, ALLOW).end();
    if (url.pathname === FILES_PATH) return uploads.handle(request, url, response);
    limitArrival(request);
    if (url.pathname === MCP_PATH) return mcp.handle(request, response);
    if (url.pathname === DRY_RUN.path) return dryRuns.handle(request, url, response);
    checkMethod(request);
    if (url.pathname === METRICS_PATH) return sendMetrics(response, await options.metrics());
    if (!isApiPath(url.pathname)) return sendPage(files, url.pathname, request, response);
    if (url.pathname === '/api/openapi.json') return sendJson(response, 200, openApi(options.explorerInfo().version));
    if (url.pathname === '/api/live') return events.connect(response);
    if (url.pathname === EXPORT.path) return exports.handle(url, response);
    await questions.handle(url, response);
  };

  return (request, response) => {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
    handle(request, response).catch((error: unknown) => {
      if (!response.destroyed && !response.headersSent) sendError(response, toErrorResponse(error));
    });
  };
}

function checkMethod({ method }: IncomingMessage): void {
  if (method === 'GET' || method === 'HEAD') return;
  throw new HttpError(
    405,
    'Questions are asked with GET. Send spans to the receivers: GET /api/status lists their addresses.',
    ALLOW,
  );
}

function sendMetrics(response: ServerResponse, metrics: readonly Metric[]): void {
  const text = Buffer.from(toPrometheusText(metrics));
  response.writeHead(200, {
    'Content-Type': PROMETHEUS_TYPE,
    'Cache-Control': 'no-store',
    'Content-Length': text.length,
  });
  endResponse(response, response.req.method === 'HEAD' ? undefined : text);
}

function sendPage(files: PageFiles, path: string, request: IncomingMessage, response: ServerResponse): void {
  if (sendPageFile(files, path, request, response)) return;
  const error =
    files.size === 0
      ? 'The page is not built: run "npm run build" in explorer/.'
      : `There is no ${path.slice(0, 80)}: the page is at /, with all that its links say behind the question mark.`;
  response.writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' });
  response.end(`${error}\n`);
}
