/** Encodes responses to clients, ExportTraceServiceResponse and google.rpc.Status, in protobuf and in JSON. */
import { bufferOf, types } from '../otlp/otlp-messages.js';
import type { Encoding } from './encoding.js';
import { RPC_CODES } from './export-error.js';
import type { ExportError } from './export-error.js';
import type { PartialSuccess } from './partial-success.js';

const RESPONSE = types.lookupType('ExportTraceServiceResponse');
const STATUS = types.lookupType('RpcStatus');
const RETRY_INFO = types.lookupType('RetryInfo');
const RETRY_INFO_URL = 'type.googleapis.com/google.rpc.RetryInfo';

/** Encodes the response to a request that was accepted, with its partial success if there is one. */
export function encodeResponse({ rejectedSpans, errorMessage }: PartialSuccess, encoding: Encoding): Buffer {
  const partialSuccess =
    errorMessage === '' ? undefined : { ...(rejectedSpans > 0 && { rejectedSpans }), errorMessage };
  if (encoding === 'protobuf')
    return bufferOf(RESPONSE.encode(RESPONSE.create({ ...(partialSuccess && { partialSuccess }) })).finish());
  // JSON writes 64-bit numbers as strings
  return encodeJson(
    partialSuccess
      ? { partialSuccess: { ...partialSuccess, ...(rejectedSpans > 0 && { rejectedSpans: String(rejectedSpans) }) } }
      : {},
  );
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
