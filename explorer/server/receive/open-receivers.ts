/** Opens both receivers of both services on one store. */
import type { Store } from '../store/open-store.js';
import type { NativeBlock } from '../store/span-block.js';
import { LIMITS } from './limits.js';
import type { Limits } from './limits.js';
import { receiveGrpc } from './otlp-grpc.js';
import { receiveHttp } from './otlp-http.js';
import type { ReceiverOptions } from './receiver.js';
import { MetricsService } from './metrics-service.js';
import type { MetricsCounts } from './metrics-service.js';
import { TraceService } from './trace-service.js';
import type { HoldRequest, ReceiverCounts } from './trace-service.js';

export interface ReceiveOptions {
  /** Default `127.0.0.1`. */
  readonly host?: string;
  /** Default 4318; 0 picks a free port, false turns OTLP over HTTP off. */
  readonly httpPort?: number | false;
  /** Default 4317; 0 picks a free port, false turns OTLP over gRPC off. */
  readonly grpcPort?: number | false;
  /** Clients must send it as `Authorization: Bearer …`. */
  readonly token?: string;
  /** Origins of pages that may send spans over HTTP, besides those of this machine; `*` for any. */
  readonly allowedOrigins?: readonly string[];
  readonly limits?: Partial<Limits>;
  /** Called with spans once they are stored. */
  readonly onStored?: (block: NativeBlock) => void;
  /** Takes the bytes of requests, too. */
  readonly hold?: HoldRequest;
}

/** Receivers that are listening. */
export interface Receivers {
  /** `127.0.0.1:4318` */
  readonly http?: string;
  readonly grpc?: string;
  counts(): ReceiverCounts;
  metricsCounts(): MetricsCounts;
  /** Stops accepting requests, and waits until the pending ones are stored and answered. The store stays open. */
  close(): Promise<void>;
}

/**
 * Receives spans into a store. Rejects if a port is in use.
 *
 * @example
 * const receivers = await openReceivers(store, { httpPort: 4318, grpcPort: 4317 });
 */
export async function openReceivers(
  store: Pick<Store, 'block' | 'append' | 'appendCounters' | 'retention'>,
  options: ReceiveOptions = {},
): Promise<Receivers> {
  const { host = '127.0.0.1', httpPort = 4318, grpcPort = 4317, token, allowedOrigins = [] } = options;
  const limits = { ...LIMITS, ...options.limits };
  const traces = new TraceService(store, limits, options.onStored, options.hold);
  const metrics = new MetricsService(store, limits, traces.budget);
  const services = [traces, metrics];
  const onPort = (port: number): ReceiverOptions => ({
    limits,
    host,
    port,
    allowedOrigins,
    ...(token !== undefined && { token }),
  });
  const http = httpPort === false ? undefined : await receiveHttp(services, onPort(httpPort));
  const grpc =
    grpcPort === false
      ? undefined
      : await receiveGrpc(services, onPort(grpcPort)).catch(async (error: unknown) => {
          await http?.close();
          throw error;
        });
  return {
    ...(http && { http: http.address }),
    ...(grpc && { grpc: grpc.address }),
    counts: () => traces.counts(),
    metricsCounts: () => metrics.counts(),
    close: async () => {
      await Promise.all([http?.close(), grpc?.close()]);
      await Promise.all(services.map((service) => service.drain()));
    },
  };
}
