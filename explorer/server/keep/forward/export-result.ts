/** What a receiver's answer means, as the OTLP specification says. */
import { types } from '../../otlp/otlp-messages.js';

/** The end of an export, or of one try. */
export type ExportResult =
  | {
      readonly outcome: 'accepted';
      /** Spans that the receiver rejected from a request that it accepted: they must not be sent again. */
      readonly rejectedSpans: number;
      /** What the receiver says about them, or advises. */
      readonly message: string;
    }
  /** A retry would not help, and must not be made. */
  | { readonly outcome: 'refused'; readonly reason: string }
  | {
      readonly outcome: 'unavailable';
      readonly reason: string;
      /** Milliseconds for which the receiver asks to wait. */
      readonly retryAfter?: number;
    };

const RETRYABLE_STATUSES = [429, 502, 503, 504];

const RESPONSE = types.lookupType('ExportTraceServiceResponse');
const STATUS = types.lookupType('RpcStatus');
const MAX_REASON = 300;

/** An answer of OTLP over HTTP. */
export interface HttpAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly retryAfter?: string;
  readonly location?: string;
  readonly body: Buffer;
}

/** @param now milliseconds since 1970, from which a date in `Retry-After` is counted */
export function resultOfHttp(answer: HttpAnswer, now: number): ExportResult {
  const { status, location } = answer;
  if (status >= 200 && status < 300) return accepted(answer.body, answer.contentType);
  if (status >= 300 && status < 400)
    return { outcome: 'unavailable', reason: `it redirects (${status}) to ${shorten(location ?? 'nowhere')}` };
  const reason = `it answers ${status}${sentence(messageOf(answer))}`;
  if (!RETRYABLE_STATUSES.includes(status)) return { outcome: 'refused', reason };
  const retryAfter = parseRetryAfter(answer.retryAfter, now);
  return { outcome: 'unavailable', reason, ...(retryAfter !== undefined && { retryAfter }) };
}

/** Returns the milliseconds of a `Retry-After`, in seconds or as a date. */
export function parseRetryAfter(text: string | undefined, now: number): number | undefined {
  const value = text?.trim() ?? '';
  if (/^\d+(?:\.\d+)?$/.test(value)) return Number(value) * 1000;
  const time = value === '' ? NaN : Date.parse(value);
  return Number.isNaN(time) ? undefined : Math.max(0, time - now);
}

/** Reads the partial success of a response. What cannot be read is taken for none: the request was accepted. */
export function accepted(body: Buffer, contentType: string): ExportResult {
  try {
    const { partialSuccess } = (
      contentType.includes('json') ? JSON.parse(body.toString() || '{}') : RESPONSE.toObject(RESPONSE.decode(body))
    ) as { readonly partialSuccess?: { readonly rejectedSpans?: unknown; readonly errorMessage?: unknown } };
    return {
      outcome: 'accepted',
      rejectedSpans: countOf(partialSuccess?.rejectedSpans),
      message: shorten(typeof partialSuccess?.errorMessage === 'string' ? partialSuccess.errorMessage : ''),
    };
  } catch {
    return { outcome: 'accepted', rejectedSpans: 0, message: '' };
  }
}

/** Reads a number of spans; whatever JSON has in its place, that is a whole number. */
function countOf(value: unknown): number {
  const count = Math.trunc(Number(value ?? 0));
  return count > 0 ? Math.min(count, Number.MAX_SAFE_INTEGER) : 0;
}

/** Returns the message of a google.rpc.Status, or a text as it is. */
function messageOf({ body, contentType }: HttpAnswer): string {
  try {
    if (contentType.includes('json')) {
      const { message } = JSON.parse(body.toString()) as { readonly message?: unknown };
      return typeof message === 'string' ? message : '';
    }
    if (contentType.includes('protobuf'))
      return (STATUS.decode(body) as unknown as { readonly message: string }).message;
  } catch {
    return '';
  }
  return contentType.startsWith('text/plain') ? body.toString() : '';
}

/** Returns the end of a sentence that quotes a message, if there is one. */
export const sentence = (message: string): string => (message === '' ? '' : `: ${shorten(message)}`);

/** Returns one line of what others wrote, and not much of it. */
const shorten = (text: string): string =>
  text
    .replaceAll(/[\u0000-\u001f\u007f-\u009f]+/g, ' ')
    .trim()
    .slice(0, MAX_REASON);
