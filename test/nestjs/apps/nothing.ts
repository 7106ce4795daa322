/**
 * Replaces `spanlink` in an application that runs without our decorators: the same names, which do
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
