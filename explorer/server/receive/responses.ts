/** What is answered to a sender: ExportTraceServiceResponse and google.rpc.Status, in protobuf and in JSON. */
import type { Encoding } from './trace-service.js';
import { bufferOf, types } from './otlp-messages.js';
import { CODES } from './export-error.js';
import type { Refusal } from './export-error.js';
import type { Tally } from './partial-success.js';

const RESPONSE = types.lookupType('ExportTraceServiceResponse');
const STATUS = types.lookupType('RpcStatus');
const RETRY_INFO = types.lookupType('RetryInfo');
const RETRY_INFO_URL = 'type.googleapis.com/google.rpc.RetryInfo';

/** The answer to a request that was taken; it names what was left out. */
export function responseOf(tally: Tally, encoding: Encoding): Buffer {
  const { rejected, message } = tally;
  const partialSuccess =
    message === '' ? undefined : { ...(rejected > 0 && { rejectedSpans: rejected }), errorMessage: message };
  if (encoding === 'protobuf')
    return bufferOf(RESPONSE.encode(RESPONSE.create({ ...(partialSuccess && { partialSuccess }) })).finish());
  // 64 bits are strings in JSON
  return json(
    partialSuccess
      ? { partialSuccess: { ...partialSuccess, ...(rejected > 0 && { rejectedSpans: String(rejected) }) } }
      : {},
  );
}

/** The answer to a request that was refused. */
export function statusOf({ reason, message, retryAfter }: Refusal, encoding: Encoding): Buffer {
  const code = CODES[reason];
  if (encoding === 'json') {
    return json({
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

const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
