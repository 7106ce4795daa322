/** The end of a message's span, as the conventions tell success from failure. */
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { cutMessage } from '../../lib/spans/exception.js';
import type { StartedSpan } from '../../lib/spans/started-span.js';
import { read } from './message.js';

const ERROR_TYPE = 'error.type';
/** Errors of the server; all others tell of a request that was wrong. */
const INTERNAL_ERROR = -32_603;
const SERVER_ERRORS = { from: -32_099, to: -32_000 };

/** Ends a span with a response: an error, a tool's result that is one, or success. */
export function endWithResponse(span: StartedSpan, response: unknown, kind: SpanKind): void {
  if (span.isRecording()) {
    const { error, isError } = readResponse(response);
    if (error !== undefined) describeError(span, error, kind);
    else if (isError) failAs(span, 'tool_error');
  }
  span.end();
}

function readResponse(response: unknown): { readonly error?: unknown; readonly isError?: boolean } {
  try {
    const { error, result } = response as { error?: unknown; result?: { isError?: unknown } | null };
    return error === undefined ? { isError: result?.isError === true } : { error };
  } catch {
    return {};
  }
}

/** Ends the span of a request that gets no response. */
export function endWithout(span: StartedSpan, errorType: 'cancelled' | 'timeout' | 'connection_closed'): void {
  failAs(span, errorType);
  span.end();
}

/** Returns the reason that a cancellation gives: clients cancel also what they have waited too long for. */
export function reasonIn(params: unknown): 'cancelled' | 'timeout' {
  const reason = read(params, 'reason');
  return typeof reason === 'string' && TIMEOUT.test(reason.slice(0, REASON_LIMIT)) ? 'timeout' : 'cancelled';
}

const REASON_LIMIT = 256;
/** The text of the SDK's error, or that of an `AbortSignal.timeout()`. */
const TIMEOUT = /^(?:(?:McpError|SdkError|Error): .*timed out|TimeoutError: )/;

function describeError(span: StartedSpan, error: unknown, kind: SpanKind): void {
  const code = read(error, 'code');
  const message = read(error, 'message');
  if (typeof code === 'number') span.describe((own) => own.setAttribute('rpc.response.status_code', String(code)));
  if (kind === SpanKind.SERVER && typeof code === 'number' && !isOfServer(code)) return;
  failAs(span, typeof code === 'number' ? String(code) : '_OTHER', typeof message === 'string' ? message : undefined);
}

function isOfServer(code: number): boolean {
  return code === INTERNAL_ERROR || (code >= SERVER_ERRORS.from && code <= SERVER_ERRORS.to);
}

function failAs(span: StartedSpan, errorType: string, message?: string): void {
  span.describe((own) => {
    own.setAttribute(ERROR_TYPE, errorType);
    own.setStatus({ code: SpanStatusCode.ERROR, ...(message === undefined ? {} : { message: cutMessage(message) }) });
  });
}
