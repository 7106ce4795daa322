/** A receiver of OTLP, over HTTP or gRPC. */
import type { ListenOptions, PortAdvice } from '../http/listen.js';

export interface ReceiverOptions extends ListenOptions {
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

/** The advice for a port that is in use, with the option that changes it. */
export const receiverPortAdvice = (option: string): PortAdvice => ({
  suspects: 'a Collector or another explorer',
  remedy: `receive spans on another port with ${option}`,
});

/** The message for a request without the token. */
export const MISSING_TOKEN =
  'The explorer was started with a token. Send it as OTEL_EXPORTER_OTLP_HEADERS="Authorization=Bearer <token>".';
