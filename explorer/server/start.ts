/** Starts an explorer in this process: its store, its receivers, and the page with the questions. */
import { fileURLToPath } from 'node:url';
import type { StatusAnswer } from '../api/answers.js';
import type { ExplorerOptions } from './explorer-options.js';
import { PORTS } from './ports.js';
import { openReceivers } from './receive/open-receivers.js';
import { isLoopback } from './serve/access.js';
import { Live } from './serve/span-broadcaster.js';
import { serve } from './serve/server.js';
import { openStore } from './store/open-store.js';
import { VERSION } from './version.js';

export type { ExplorerOptions } from './explorer-options.js';

/** An explorer that runs. */
export interface Explorer {
  /** `http://127.0.0.1:4319/`, and the token in it where there is one. */
  readonly url: string;
  /** `http://127.0.0.1:4318`, for `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  readonly otlpHttp?: string;
  /** `http://127.0.0.1:4317` */
  readonly otlpGrpc?: string;
  /** How far spans that were there before are indexed. */
  backfill(): StatusAnswer['backfill'];
  /** Takes no more, and ends once what was sent is stored and answered. */
  close(): Promise<void>;
}

const PAGE = fileURLToPath(new URL('../page', import.meta.url));

/**
 * Starts an explorer, with its data in `.spanlink` unless told. Rejects, saying what to do, where a port is taken, the
 * store cannot be opened, or a token is missing; then nothing is left running.
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
  });
  const opened: { close(): Promise<void> }[] = [store];
  const close = async (): Promise<void> => {
    for (const each of opened.splice(0).reverse()) await each.close();
  };
  try {
    const live = new Live();
    const receivers = await openReceivers(store, {
      onStored: (rows) => live.arrived(rows),
      host,
      httpPort: options.otlpHttpPort ?? PORTS.otlpHttp,
      grpcPort: options.otlpGrpcPort ?? PORTS.otlpGrpc,
      ...(token !== undefined && { token }),
    });
    opened.push(receivers);
    const addresses = {
      ...(receivers.http !== undefined && { http: `http://${receivers.http}` }),
      ...(receivers.grpc !== undefined && { grpc: `http://${receivers.grpc}` }),
    };
    const serving = await serve({
      store,
      live,
      running: () => ({
        version: VERSION,
        storage: store.storage,
        backfill: store.backfill(),
        receivers: addresses,
        openIn: options.openIn ?? [],
      }),
      page: PAGE,
      host,
      port: options.port ?? PORTS.page,
      ...(token !== undefined && { token }),
    });
    opened.push(serving);
    return {
      url: `http://${serving.address}/${token === undefined ? '' : `?token=${encodeURIComponent(token)}`}`,
      ...(addresses.http !== undefined && { otlpHttp: addresses.http }),
      ...(addresses.grpc !== undefined && { otlpGrpc: addresses.grpc }),
      backfill: () => store.backfill(),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
