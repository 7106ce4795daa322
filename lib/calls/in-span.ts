/** Spans without a decorator: around a block, around a function, or ended by hand. */
import { spanlinkError } from '../global/errors.js';
import { checkOptionNames } from '../global/option-names.js';
import { isSuppressed } from '../global/suppression.js';
import { currentTracer } from '../global/tracer.js';
import { activeContext } from '../spans/active-context.js';
import { disabledGuard, guardOf, SpanGuard } from '../spans/guard.js';
import { SPAN_OPTION_NAMES, type SpanOptions, type StartOptions } from '../spans/span-options.js';
import { type Callable, createPlan } from '../spans/span-plan.js';
import { start } from '../spans/start.js';
import { callInSpan } from './call-in-span.js';
import { isClass } from './is-class.js';
import { traceFunction, unwrap } from './traced-function.js';

/**
 * Starts a span and returns its guard. The span is not active by itself: `run` makes it so. Complete it with
 * `complete()` or a `using` declaration.
 *
 * @example
 * ```ts
 * using span = startSpan('import', { kind: SpanKind.CONSUMER, links: message });
 * span.run(() => handle(message));
 * ```
 */
export function startSpan(name: string, options: StartOptions<[]> = {}): SpanGuard {
  const tracer = currentTracer();
  const active = activeContext();
  if (tracer === undefined || isSuppressed(active)) return disabledGuard();
  const plan = createPlan(name, options as SpanOptions);
  const span = start(tracer, { plan, callee: nothing, self: undefined, args: [] }, active, undefined);
  return span === undefined ? disabledGuard() : guardOf(span);
}

/**
 * Calls the body inside a span, with its guard, and returns the body's result; the span ends when the work does. This
 * is what `@Span` expands to.
 *
 * @example
 * ```ts
 * const order = await inSpan('load order', { links: row }, async (span) => {
 *   span.setAttribute('order.id', row.id);
 *   return load(row);
 * });
 * ```
 */
export function inSpan<T>(name: string, body: (guard: SpanGuard) => T): T;
export function inSpan<T>(name: string, options: SpanOptions<[]>, body: (guard: SpanGuard) => T): T;
export function inSpan<T>(
  name: string,
  ...rest: [(guard: SpanGuard) => T] | [SpanOptions<[]>, (guard: SpanGuard) => T]
): T {
  const [options, body] = rest.length === 1 ? [{}, rest[0]] : rest;
  const plan = createPlan(name, options as SpanOptions | undefined);
  const callee = (): T => body(SpanGuard.current());
  return callInSpan(currentTracer(), { plan, callee, self: undefined, args: [], additions: undefined }) as T;
}

/**
 * Returns the function with a span around each call, as `@Span` does for a method. Its default name is the function's
 * own. A function that is traced already is not wrapped twice.
 *
 * @throws {TypeError} `ERR_SPANLINK_NOT_A_METHOD` for anything but a function.
 *
 * @example
 * ```ts
 * const resize = traced(resizeImage, { links: (job: Job) => job });
 * ```
 */
// any: the constraint of every function type; nothing is read through it
export function traced<F extends (...args: any[]) => unknown>(fn: F, options: SpanOptions<Parameters<F>> = {}): F {
  if (typeof fn !== 'function' || isClass(fn)) {
    throw spanlinkError(
      'ERR_SPANLINK_NOT_A_METHOD',
      `traced() takes a function; it got ${typeof fn === 'function' ? `class ${fn.name}` : typeof fn}.`,
    );
  }
  const name = fn.name === '' ? 'anonymous' : fn.name;
  checkOptionNames(`traced() of ${name}`, options, SPAN_OPTION_NAMES);
  const { callee, ...known } = unwrap(fn as unknown as Callable);
  return traceFunction(
    callee,
    { name, isMember: false, site: name },
    {
      ...known,
      options: { ...known.options, ...(options as unknown as SpanOptions) },
    },
  ) as unknown as F;
}

/** The callee of a span that is ended by hand. */
function nothing(): void {}
