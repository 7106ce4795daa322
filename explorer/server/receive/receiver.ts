/** A receiver of OTLP, over HTTP or gRPC. */
import type { ListenOptions } from '../http/listen.js';
import type { Limits } from './limits.js';

export interface ReceiverOptions extends ListenOptions {
  readonly limits: Limits;
  /** Clients must send it as `Authorization: Bearer …`. */
  readonly token?: string;
  /** Origins of pages that may send spans over HTTP, besides those of this machine; `*` for any. */
  readonly allowedOrigins?: readonly string[];
}

/** A receiver that is listening. */
export interface Receiver {
  /** `127.0.0.1:4318` */
  readonly address: string;
  /** Stops accepting requests, and waits for the pending ones. */
  close(): Promise<void>;
}

/** The message for a request without the token. */
export const MISSING_TOKEN =
  'The explorer was started with a token. Send it as OTEL_EXPORTER_OTLP_HEADERS="Authorization=Bearer <token>".';
