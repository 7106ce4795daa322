/** Opens both receivers on one store. */
import type { SpanRows } from '../store/span-block.js';
import type { Store } from '../store/open-store.js';
import { receiveGrpc } from './otlp-grpc.js';
import { receiveHttp } from './otlp-http.js';
import type { ReceiverOptions } from './otlp-http.js';
import { Intake } from './trace-service.js';
import type { Counts } from './trace-service.js';
import { LIMITS } from './limits.js';
import type { Limits } from './limits.js';

export interface ReceiveOptions {
  /** `127.0.0.1` unless given. */
  readonly host?: string;
  /** 4318 unless given; 0 takes a free one, false receives nothing over HTTP. */
  readonly httpPort?: number | false;
  /** 4317 unless given; 0 takes a free one, false receives nothing over gRPC. */
  readonly grpcPort?: number | false;
  /** Senders have to give it as `Authorization: Bearer …`. */
  readonly token?: string;
  readonly limits?: Partial<Limits>;
  /** Told of spans that are stored. */
  readonly onStored?: (rows: SpanRows) => void;
}

/** Receivers that listen. */
export interface Receivers {
  /** `127.0.0.1:4318` */
  readonly http?: string;
  readonly grpc?: string;
  counts(): Counts;
  /** Takes no more, and waits until what was sent is stored and answered. The store stays open. */
  close(): Promise<void>;
}

/**
 * Receives spans into a store. Rejects where a port is in use.
 *
 * @example
 * const receivers = await openReceivers(store, { httpPort: 4318, grpcPort: 4317 });
 */
export async function openReceivers(
  store: Pick<Store, 'block' | 'append'>,
  options: ReceiveOptions = {},
): Promise<Receivers> {
  const { host = '127.0.0.1', httpPort = 4318, grpcPort = 4317, token } = options;
  const intake = new Intake(store, { ...LIMITS, ...options.limits }, options.onStored);
  const at = (port: number): ReceiverOptions => ({ host, port, ...(token !== undefined && { token }) });
  const http = httpPort === false ? undefined : await receiveHttp(intake, at(httpPort));
  const grpc =
    grpcPort === false
      ? undefined
      : await receiveGrpc(intake, at(grpcPort)).catch(async (error: unknown) => {
          await http?.close();
          throw error;
        });
  return {
    ...(http && { http: http.address }),
    ...(grpc && { grpc: grpc.address }),
    counts: () => intake.counts(),
    close: async () => {
      await Promise.all([http?.close(), grpc?.close()]);
      await intake.drain();
    },
  };
}
