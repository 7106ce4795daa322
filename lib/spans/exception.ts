/** Records a thrown value, whatever it is. */
import { types } from 'node:util';
import { type Span, SpanStatusCode, type TimeInput } from '@opentelemetry/api';

/** The class of error that an operation ended with. */
const ERROR_TYPE = 'error.type';
/** The `error.type` of what is no error. */
const OTHER = '_OTHER';

/** Bounds in characters: no receiver takes a span of many megabytes. */
const MESSAGE_LIMIT = 8_192;
const STACK_LIMIT = 32_768;
const NAME_LIMIT = 128;

/** A code that names a class of errors, such as `ECONNREFUSED`; a number or an id is none. */
const CODE = /^(?:E\d)?[A-Z]{2}[A-Z0-9]*(?:_[A-Z0-9]+)*$/;

/**
 * Records into a span what was thrown: the `exception` event, the ERROR status and `error.type`. A value that is no
 * error is recorded by its type and text, as SDKs drop `null` and `undefined`. A message past 8,192 characters and a
 * stack past 32,768 are cut, and end with their length; a `cause` is not followed. Never throws, even if the error's
 * own getters do.
 *
 * See https://opentelemetry.io/docs/specs/semconv/exceptions/exceptions-spans/ and
 * https://opentelemetry.io/docs/specs/semconv/general/recording-errors/.
 *
 * @param known The `error.type` that this function returned for the span's last error.
 * @returns The `error.type` of the span, unless the application has set one of its own, which is kept.
 */
export function recordFailure(span: Span, error: unknown, known?: string): string {
  const description = describeError(error);
  addException(span, description);
  return setFailed(span, description, known);
}

/** Records the `exception` event of `recordFailure` alone, as of an operation that is tried again. */
export function recordException(span: Span, error: unknown, time?: TimeInput): void {
  addException(span, describeError(error), time);
}

/** Records the status and the `error.type` of `recordFailure` alone, as of an error whose event is there already. */
export function markFailed(span: Span, error: unknown): void {
  setFailed(span, describeError(error), undefined);
}

function addException(span: Span, { name, message, stack }: Description, time?: TimeInput): void {
  span.recordException(stack === undefined ? { name, message } : { name, message, stack }, time);
}

function setFailed(span: Span, { message, type }: Description, known: string | undefined): string {
  if (ownType(span) === known) span.setAttribute(ERROR_TYPE, type);
  span.setStatus({ code: SpanStatusCode.ERROR, message });
  return type;
}

/** Returns the `error.type` that a span shows (`ReadableSpan.attributes`). */
function ownType(span: Span): unknown {
  return (span as { attributes?: Readonly<Record<string, unknown>> }).attributes?.[ERROR_TYPE];
}

interface Description {
  readonly name: string;
  readonly message: string;
  readonly stack?: string | undefined;
  /** The `error.type`. */
  readonly type: string;
}

function describeError(error: unknown): Description {
  try {
    if (error === null) return { name: 'null', message: 'null', type: OTHER };
    if (typeof error !== 'object') return { name: typeof error, message: cutMessage(String(error)), type: OTHER };
    return describeObject(error);
  } catch {
    return { name: 'unknown', message: 'something thrown that cannot be read', type: isError(error) ? 'Error' : OTHER };
  }
}

/** Reads each property once, as it may be a getter; one that throws is missing, but for the message. */
function describeObject(error: object): Description {
  const { message } = error as { message?: unknown };
  const [name, constructor] = [nameIn(read(error, 'name')), read(error, 'constructor')];
  const className = typeof constructor === 'function' ? nameIn(read(constructor, 'name')) : undefined;
  const stack = read(error, 'stack');
  const isThrowable = isError(error) || (name !== undefined && typeof message === 'string');
  return {
    name: name ?? className ?? 'object',
    message: cutMessage(typeof message === 'string' ? message : Object.prototype.toString.call(error)),
    stack: typeof stack === 'string' ? cut(stack, STACK_LIMIT) : undefined,
    type: isThrowable ? (codeIn(read(error, 'code')) ?? typeIn(name, className)) : OTHER,
  };
}

function read(from: object, name: string): unknown {
  try {
    return (from as Readonly<Record<string, unknown>>)[name];
  } catch {
    return undefined;
  }
}

/** Most classes of errors do not set `name`, and inherit `Error`. */
function typeIn(name: string | undefined, className: string | undefined): string {
  if (name !== undefined && name !== 'Error') return name;
  return className === undefined || className === 'Object' ? 'Error' : className;
}

function nameIn(name: unknown): string | undefined {
  return typeof name === 'string' && name !== '' && name.length <= NAME_LIMIT ? name : undefined;
}

function codeIn(code: unknown): string | undefined {
  return typeof code === 'string' && code.length <= NAME_LIMIT && CODE.test(code) ? code : undefined;
}

/** Returns true for an error of any realm. */
function isError(value: unknown): boolean {
  try {
    return types.isNativeError(value) || value instanceof Error;
  } catch {
    return false;
  }
}

/** Returns the message of an error as it is recorded. */
export function cutMessage(message: string): string {
  return cut(message, MESSAGE_LIMIT);
}

function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const suffix = ` … (${text.length} characters)`;
  // no half of a character of two code units
  return text.slice(0, limit - suffix.length).replace(/[\uD800-\uDBFF]$/, '') + suffix;
}
