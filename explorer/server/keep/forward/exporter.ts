/** An exporter sends requests of OTLP to one receiver. */
import type { ExportResult } from './export-result.js';

export interface Exporter {
  /** Sends a request once. Never rejects. */
  export(request: Buffer): Promise<ExportResult>;
  /** Closes its connections; an export under way ends as unavailable. */
  close(): void;
}
