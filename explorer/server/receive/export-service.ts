/** One of OTLP's services, as the receivers over HTTP and gRPC call it. */
import type { ByteBudget } from './byte-budget.js';
import type { Encoding } from './encoding.js';
import type { ExportError } from './export-error.js';
import type { Limits } from './limits.js';

export interface ExportService {
  /** `/v1/traces` */
  readonly httpPath: string;
  /** `/opentelemetry.proto.collector.trace.v1.TraceService/Export` */
  readonly grpcPath: string;
  readonly limits: Limits;
  /** The bytes that requests hold. */
  readonly budget: ByteBudget;
  /** Reserves bytes of the budget. Throws an {@link ExportError} if there is no room for them. */
  reserve(bytes: number): void;
  /**
   * Stores what is in the body of a request, and returns the response to it, in the same encoding.
   *
   * @throws an {@link ExportError} if the request failed
   */
  respond(body: Buffer, encoding: Encoding): Promise<Buffer>;
  /** Counts a failed request, and returns its error as an {@link ExportError}. */
  toExportError(error: unknown): ExportError;
  /** Waits for the pending inserts. */
  drain(): Promise<void>;
}
