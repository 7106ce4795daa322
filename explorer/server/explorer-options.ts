/** What an explorer is started with. */
import type { StatusAnswer } from '../api/answers.js';
import type { StoreOptions } from './store/open-store.js';

export interface ExplorerOptions extends StoreOptions {
  /** `127.0.0.1` unless given; an address that others reach needs a token. */
  readonly host?: string;
  /** Of the page: 4319 unless given; 0 takes a free one. */
  readonly port?: number;
  /** 4318 unless given; 0 takes a free one, false receives nothing over HTTP. */
  readonly otlpHttpPort?: number | false;
  /** 4317 unless given; 0 takes a free one, false receives nothing over gRPC. */
  readonly otlpGrpcPort?: number | false;
  /** Whoever reads or sends has to give it. */
  readonly token?: string;
  /** Other backends, by URL templates with `{traceId}` in them. */
  readonly openIn?: StatusAnswer['openIn'];
}
