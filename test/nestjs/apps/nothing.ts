/**
 * What stands in the place of `spanlink` where an application runs without our decorators: the same names, doing
 * nothing.
 */
export { linksFrom, SpanGuard } from 'spanlink';

function nothing(): (...args: unknown[]) => undefined {
  return () => undefined;
}

/** The function as it is. */
export function traced<Function>(fn: Function): Function {
  return fn;
}

/** The block as it is. */
export function inSpan<Result>(_name: string, body: () => Result): Result {
  return body();
}

export { nothing as LinkFrom, nothing as Span, nothing as Traced };
