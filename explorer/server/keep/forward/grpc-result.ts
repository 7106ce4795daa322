/** What the end of a call of gRPC means, as the OTLP specification says. */
import { types } from '../../otlp/otlp-messages.js';
import { accepted, sentence } from './export-result.js';
import type { ExportResult } from './export-result.js';

/** The names of google.rpc.Code, by number. */
const CODES = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
];
const RETRYABLE_CODES = ['CANCELLED', 'DEADLINE_EXCEEDED', 'ABORTED', 'OUT_OF_RANGE', 'UNAVAILABLE', 'DATA_LOSS'];

/** The code that a status of HTTP stands for, if a proxy answered instead of a server of gRPC. */
const CODES_OF_STATUS: Readonly<Record<number, string>> = {
  400: 'INTERNAL',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'UNIMPLEMENTED',
  429: 'UNAVAILABLE',
  502: 'UNAVAILABLE',
  503: 'UNAVAILABLE',
  504: 'UNAVAILABLE',
};

const STATUS = types.lookupType('RpcStatus');
const RETRY_INFO = types.lookupType('RetryInfo');

/** The end of a call of gRPC. */
export interface GrpcAnswer {
  /** Of HTTP. */
  readonly status: number;
  /** `grpc-status`, undefined if there is none. */
  readonly code?: string;
  /** `grpc-message` */
  readonly message?: string;
  /** `grpc-status-details-bin` */
  readonly details?: string;
  /** Undefined if there is none. */
  readonly response?: Buffer;
}

export function resultOfGrpc({ status, code, message, details, response }: GrpcAnswer): ExportResult {
  if (code === '0') {
    return response === undefined
      ? { outcome: 'unavailable', reason: 'it answers OK without a message' }
      : accepted(response, 'application/x-protobuf');
  }
  const name =
    code === undefined
      ? status === 200
        ? 'UNAVAILABLE'
        : (CODES_OF_STATUS[status] ?? 'UNKNOWN')
      : (CODES[Number(code)] ?? 'UNKNOWN');
  const what = code === undefined ? `it answers ${status} without a status of gRPC` : `it answers ${name}`;
  const reason = `${what}${sentence(decodePercent(message ?? ''))}`;
  const retryAfter = details === undefined ? undefined : retryDelayOf(Buffer.from(details, 'base64'));
  const isRetryable = RETRYABLE_CODES.includes(name) || (name === 'RESOURCE_EXHAUSTED' && retryAfter !== undefined);
  if (!isRetryable) return { outcome: 'refused', reason };
  return { outcome: 'unavailable', reason, ...(retryAfter !== undefined && { retryAfter }) };
}

/** Returns the milliseconds of a RetryInfo among the details of a google.rpc.Status. */
function retryDelayOf(bytes: Buffer): number | undefined {
  try {
    const { details } = STATUS.decode(bytes) as unknown as {
      readonly details: readonly { readonly typeUrl: string; readonly value: Uint8Array }[];
    };
    const info = details.find(({ typeUrl }) => typeUrl.endsWith('/google.rpc.RetryInfo'));
    if (info === undefined) return undefined;
    const { retryDelay } = RETRY_INFO.toObject(RETRY_INFO.decode(info.value), { longs: Number }) as {
      readonly retryDelay?: { readonly seconds?: number; readonly nanos?: number };
    };
    return Math.max(0, (retryDelay?.seconds ?? 0) * 1000 + (retryDelay?.nanos ?? 0) / 1e6);
  } catch {
    return undefined;
  }
}

function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
