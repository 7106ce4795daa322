/** An export error in gRPC's terms. */
import { Metadata } from '@grpc/grpc-js';
import type { status } from '@grpc/grpc-js';
import { RPC_CODES } from './export-error.js';
import type { ExportError } from './export-error.js';
import { encodeStatus } from './responses.js';

/** The details say when to retry: without them, clients take RESOURCE_EXHAUSTED for final. */
export function toServiceError(error: ExportError): { code: status; details: string; metadata: Metadata } {
  const metadata = new Metadata();
  metadata.set('grpc-status-details-bin', encodeStatus(error, 'protobuf'));
  return { code: RPC_CODES[error.reason], details: error.message, metadata };
}
