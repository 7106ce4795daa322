/** The options of an explorer. */
import type { StatusAnswer } from '../api/answers.js';
import type { KeepOptions } from './keep/start-keeping.js';
import type { MetricsTarget } from './otlp-metrics.js';
import type { StoreOptions } from './store/open-store.js';

export interface ExplorerOptions extends StoreOptions {
  /** Default `127.0.0.1`; an address that others reach needs a token. */
  readonly host?: string;
  /** The page's port, default 4319; 0 picks a free port. */
  readonly port?: number;
  /** Default 4318; 0 picks a free port, false turns OTLP over HTTP off. */
  readonly otlpHttpPort?: number | false;
  /** Default 4317; 0 picks a free port, false turns OTLP over gRPC off. */
  readonly otlpGrpcPort?: number | false;
  /** Required of all who read or send. */
  readonly token?: string;
  /** Origins of pages that may send spans, besides those that this machine serves; `*` for any. */
  readonly allowedOrigins?: readonly string[];
  /** True if the store is deleted when the explorer stops, which the page tells. */
  readonly isTemporary?: boolean;
  /** Other tracing backends, by URL templates that contain `{traceId}`. */
  readonly openIn?: StatusAnswer['openIn'];
  /** Which traces are forwarded, and where to. */
  readonly keep?: KeepOptions;
  /** Where metrics are sent to, and how often. */
  readonly metrics?: MetricsTarget;
}
