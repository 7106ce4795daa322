/** Encodes responses to clients, those of OTLP's services and google.rpc.Status, in protobuf and in JSON. */
import { bufferOf, types } from '../otlp/otlp-messages.js';
import type { Encoding } from './encoding.js';
import { RPC_CODES } from './export-error.js';
import type { ExportError } from './export-error.js';

/** The response of each service, and the field of its partial success with the number of what was rejected. */
const RESPONSES = {
  traces: [types.lookupType('ExportTraceServiceResponse'), 'rejectedSpans'],
  metrics: [types.lookupType('ExportMetricsServiceResponse'), 'rejectedDataPoints'],
} as const;
const STATUS = types.lookupType('RpcStatus');
const RETRY_INFO = types.lookupType('RetryInfo');
const RETRY_INFO_URL = 'type.googleapis.com/google.rpc.RetryInfo';

/** Encodes the response to a request that was accepted, with its partial success if there is one. */
export function encodeResponse(
  signal: keyof typeof RESPONSES,
  { rejected, errorMessage }: { readonly rejected: number; readonly errorMessage: string },
  encoding: Encoding,
): Buffer {
  const [type, field] = RESPONSES[signal];
  // JSON writes 64-bit numbers as strings
  const count = encoding === 'json' ? String(rejected) : rejected;
  const response =
    errorMessage === '' ? {} : { partialSuccess: { ...(rejected > 0 && { [field]: count }), errorMessage } };
  return encoding === 'json' ? encodeJson(response) : bufferOf(type.encode(type.create(response)).finish());
}

/** Encodes the response to a request that failed. */
export function encodeStatus({ reason, message, retryAfter }: ExportError, encoding: Encoding): Buffer {
  const code = RPC_CODES[reason];
  if (encoding === 'json') {
    return encodeJson({
      code,
      message,
      ...(retryAfter !== undefined && { details: [{ '@type': RETRY_INFO_URL, retryDelay: `${retryAfter}s` }] }),
    });
  }
  const retryInfo = (seconds: number) => ({
    typeUrl: RETRY_INFO_URL,
    value: RETRY_INFO.encode(RETRY_INFO.create({ retryDelay: { seconds } })).finish(),
  });
  return bufferOf(
    STATUS.encode(
      STATUS.create({ code, message, details: retryAfter === undefined ? [] : [retryInfo(retryAfter)] }),
    ).finish(),
  );
}

const encodeJson = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
