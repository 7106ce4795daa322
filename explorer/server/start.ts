/** Starts an explorer in this process: its store, its receivers, and the server of its page. */
import { fileURLToPath } from 'node:url';
import type { StatusAnswer } from '../api/answers.js';
import type { FileAnswer } from '../api/files.js';
import { explorerMetrics } from './explorer-metrics.js';
import type { ExplorerOptions } from './explorer-options.js';
import { readFile } from './files/read-file.js';
import { openKeeping } from './keep/start-keeping.js';
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
  const { host = '127.0.0.1', token } = options;
  if (token === undefined && !isLoopback(host)) {
    throw new Error(`Others reach ${host}, so a token is needed: give one with --token, or listen on 127.0.0.1 alone.`);
  }
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
      ...(receivers.http !== undefined && { http: `http://${receivers.http}` }),
      ...(receivers.grpc !== undefined && { grpc: `http://${receivers.grpc}` }),
    };
    const metrics = (): Promise<Metric[]> =>
      explorerMetrics({
        version: VERSION,
        received: receivers.counts(),
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
    return {
      url: `http://${server.address}/${token === undefined ? '' : `?token=${encodeURIComponent(token)}`}`,
      invite: () => `http://${server.address}${token === undefined ? '/' : server.invite()}`,
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
