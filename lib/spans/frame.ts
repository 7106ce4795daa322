/** Contexts of a span and its guard over what was there. */
import { types } from 'node:util';
import { type Context, createContextKey, ROOT_CONTEXT, type Span, trace } from '@opentelemetry/api';

/** The key under which a context holds the `GuardHolder` of the innermost method. */
export const GUARD_HOLDER = createContextKey('spanlink.guard');

/**
 * The context below a frame, of any copy of this package. A property and no context key, as contexts of others that lie
 * on a frame would pass a key on.
 */
export const PARENT_CONTEXT = Symbol.for('spanlink.base');

let spanKey: symbol | undefined;

/** The key under which OpenTelemetry keeps the active span: private there, but told to any context. */
export function getSpanKey(): symbol | undefined {
  if (spanKey === undefined) {
    trace.setSpan({ setValue: (key: symbol) => void (spanKey = key) } as unknown as Context, {} as Span);
  }
  return spanKey;
}

/** Returns the context below a frame, so that frames do not pile up: depth makes no look-up dearer. */
export function parentContextOf(context: Context): Context {
  return (context as { [PARENT_CONTEXT]?: Context })[PARENT_CONTEXT] ?? context;
}

const API_CONTEXT: unknown = ROOT_CONTEXT.constructor;

/**
 * Returns true for a context of the API's, or of ours: a frame may lie on it. Over the context of another library,
 * which learns of values by its own `setValue` (New Relic's keeps its transaction so), a frame would hide them.
 */
export function carriesFrames(context: Context): boolean {
  const parent = parentContextOf(context);
  return parent.constructor === API_CONTEXT || isOfAnotherApi(parent);
}

/**
 * Returns true for a context that another copy of the API made, which a process may have besides (ESM beside CommonJS):
 * each has its values and methods itself, and its class is nobody's subclass.
 */
function isOfAnotherApi(context: Context): boolean {
  const { value } = Object.getOwnPropertyDescriptor(context, '_currentContext') ?? {};
  if (!types.isMap(value) || !Object.hasOwn(context, 'setValue')) return false;
  const ancestor: unknown = Object.getPrototypeOf(Object.getPrototypeOf(context));
  return ancestor !== null && Object.getPrototypeOf(ancestor) === null;
}

/** Returns a context of a span and a guard's holder over another one. */
export function frameOver(context: Context, span: unknown, holder: object): Context {
  return carriesFrames(context) ? new SpanFrame(context, span, holder) : setFrame(context, span, holder);
}

/** Returns the same by the context's own `setValue`. */
export function setFrame(context: Context, span: unknown, holder: object): Context {
  return context.setValue(getSpanKey() as symbol, span).setValue(GUARD_HOLDER, holder);
}

/** A context of two values that costs one small object, where `setValue` of OpenTelemetry's own copies a map. */
export class SpanFrame implements Context {
  readonly [PARENT_CONTEXT]: Context;
  readonly #span: unknown;
  readonly #holder: object;

  constructor(context: Context, span: unknown, holder: object) {
    this[PARENT_CONTEXT] = parentContextOf(context);
    this.#span = span;
    this.#holder = holder;
  }

  getValue(key: symbol): unknown {
    if (key === getSpanKey()) return this.#span;
    return key === GUARD_HOLDER ? this.#holder : this[PARENT_CONTEXT].getValue(key);
  }

  setValue(key: symbol, value: unknown): Context {
    if (key === getSpanKey()) return new SpanFrame(this[PARENT_CONTEXT], value, this.#holder);
    if (key === GUARD_HOLDER) return new SpanFrame(this[PARENT_CONTEXT], this.#span, value as object);
    return new SpanFrame(this[PARENT_CONTEXT].setValue(key, value), this.#span, this.#holder);
  }

  deleteValue(key: symbol): Context {
    return this.setValue(key, undefined);
  }
}
