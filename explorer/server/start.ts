/** Starts an explorer in this process: its store, its receivers, and the server of its page. */
import { fileURLToPath } from 'node:url';
import type { StatusAnswer } from '../api/answers.js';
import type { FileAnswer } from '../api/files.js';
import { explorerMetrics } from './explorer-metrics.js';
import type { ExplorerOptions } from './explorer-options.js';
import { readFile } from './files/read-file.js';
import { openKeeping } from './keep/start-keeping.js';
import { checkPorts } from './http/listen.js';
import { GRPC_PLACE, HTTP_PLACE, PAGE_PLACE } from './http/listen-error.js';
import { reachable, reachableFromOthers } from './http/reachable.js';
import { PORTS } from './ports.js';
import { openReceivers } from './receive/open-receivers.js';
import { isLoopback } from './serve/access.js';
import type { Metric } from './serve/prometheus-text.js';
import { SpanBroadcaster } from './serve/span-broadcaster.js';
import { serve } from './serve/server.js';
import { openStore } from './store/open-store.js';
import type { NativeBlock } from './store/span-block.js';
import { VERSION } from './version.js';

export type { ExplorerOptions } from './explorer-options.js';

/** A running explorer. */
export interface Explorer {
  /** `http://127.0.0.1:4319/`, with the token if there is one. */
  readonly url: string;
  /** The same for other machines, if it listens on all addresses of this one. */
  readonly urlsForOthers: readonly string[];
  /** Returns an address that opens the page once within two minutes, without the token: for a browser to be started. */
  invite(): string;
  /** `http://127.0.0.1:4318`, for `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  readonly otlpHttp?: string;
  /** `http://127.0.0.1:4317` */
  readonly otlpGrpc?: string;
  /**
   * Reads a file into the store.
   *
   * @param onProgress called with the bytes that were read so far
   */
  readFile(name: string, chunks: AsyncIterable<Buffer>, onProgress?: (bytes: number) => void): Promise<FileAnswer>;
  /** Returns the progress of indexing spans that were stored before the index. */
  backfill(): StatusAnswer['backfill'];
  /** Stops accepting requests, and resolves once the pending ones are stored and answered. */
  close(): Promise<void>;
}

/** The ports that an explorer with these options listens on. */
function placesOf({ port, otlpHttpPort, otlpGrpcPort }: ExplorerOptions): Parameters<typeof checkPorts>[1] {
  return [
    { ...PAGE_PLACE, port: port ?? PORTS.page },
    { ...HTTP_PLACE, port: otlpHttpPort ?? PORTS.otlpHttp },
    { ...GRPC_PLACE, port: otlpGrpcPort ?? PORTS.otlpGrpc },
  ].filter((place): place is typeof place & { readonly port: number } => place.port !== false);
}

/** The host as `listen` takes it: an address of IPv6 without the brackets that it has in URLs. */
const unbracketed = (host: string): string => host.replace(/^\[(.*)\]$/, '$1');

const PAGE = fileURLToPath(new URL('../page', import.meta.url));

/**
 * Starts an explorer, with its data in `.spanlink` by default.
 *
 * @throws an error that says what to do, if a port is in use, the store cannot be opened, or a token is missing; then
 *   nothing is left running
 *
 * @example
 * const explorer = await startExplorer({ data: '.spanlink', port: 0, otlpHttpPort: 0, otlpGrpcPort: false });
 * console.log(explorer.url, explorer.otlpHttp);
 * await explorer.close();
 */
export async function startExplorer(options: ExplorerOptions = {}): Promise<Explorer> {
  const { token } = options;
  const host = unbracketed(options.host ?? '127.0.0.1');
  if (token === undefined && !isLoopback(host)) {
    throw new Error(`Others reach ${host}, so a token is needed: give one with --token, or listen on 127.0.0.1 alone.`);
  }
  await checkPorts(host, placesOf(options));
  const store = await openStore({
    ...options,
    ...(options.clickhouse === undefined && { data: options.data ?? '.spanlink' }),
    readsOwnWrites: options.keep !== undefined,
  });
  const running: { close(): Promise<void> }[] = [store];
  const close = async (): Promise<void> => {
    for (const part of running.splice(0).reverse()) await part.close();
  };
  try {
    const broadcaster = new SpanBroadcaster();
    const onStored = broadcaster.publish.bind(broadcaster);
    const data = options.clickhouse === undefined ? (options.data ?? '.spanlink') : undefined;
    const keeping =
      options.keep && (await openKeeping(store, options.keep, data, (notice) => options.onNotice?.(notice)));
    if (keeping) running.push(keeping);
    const onRead = (block: NativeBlock): void => {
      keeping?.noteOthers(block);
      onStored(block);
    };
    const receivers = await openReceivers(store, {
      onStored,
      ...(keeping && { hold: (request: Buffer) => keeping.hold(request) }),
      host,
      httpPort: options.otlpHttpPort ?? PORTS.otlpHttp,
      grpcPort: options.otlpGrpcPort ?? PORTS.otlpGrpc,
      ...(token !== undefined && { token }),
      ...(options.allowedOrigins && { allowedOrigins: options.allowedOrigins }),
    });
    running.push(receivers);
    await keeping?.start([receivers.http, receivers.grpc].filter((address) => address !== undefined));
    const addresses = {
      ...(receivers.http !== undefined && { http: `http://${reachable(receivers.http)}` }),
      ...(receivers.grpc !== undefined && { grpc: `http://${reachable(receivers.grpc)}` }),
    };
    const metrics = (): Promise<Metric[]> =>
      explorerMetrics({
        version: VERSION,
        received: receivers.counts(),
        receivedMetrics: receivers.metricsCounts(),
        ...(keeping && { keeping: keeping.counts() }),
        store,
        ...(data !== undefined && { data }),
      });
    if (options.metrics) {
      // loaded only where it is used
      const { exportMetrics } = await import('./otlp-metrics.js');
      running.push(exportMetrics(options.metrics, VERSION, metrics, (notice) => options.onNotice?.(notice)));
    }
    const server = await serve({
      store,
      broadcaster,
      explorerInfo: () => ({
        version: VERSION,
        storage: store.storage,
        backfill: store.backfill(),
        ...(store.lost && { lost: store.lost }),
        receivers: addresses,
        openIn: options.openIn ?? [],
        ...(options.keep && { policies: options.keep.rules.policies.map(({ name }) => name) }),
        ...(options.isTemporary === true && { isTemporary: true }),
      }),
      ...(keeping && { tryRules: (trial) => keeping.tryRules(trial) }),
      readFile: (name, chunks) => readFile(store, name, chunks, { onStored: onRead }),
      metrics,
      page: PAGE,
      host,
      port: options.port ?? PORTS.page,
      ...(token !== undefined && { token }),
    });
    running.push(server);
    const pageAt = (address: string): string =>
      `http://${address}/${token === undefined ? '' : `?token=${encodeURIComponent(token)}`}`;
    return {
      url: pageAt(reachable(server.address)),
      urlsForOthers: reachableFromOthers(server.address).map(pageAt),
      invite: () => `http://${reachable(server.address)}${token === undefined ? '/' : server.invite()}`,
      ...(addresses.http !== undefined && { otlpHttp: addresses.http }),
      ...(addresses.grpc !== undefined && { otlpGrpc: addresses.grpc }),
      readFile: (name, chunks, onProgress) =>
        readFile(store, name, chunks, { onStored: onRead, ...(onProgress && { onProgress }) }),
      backfill: () => store.backfill(),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
