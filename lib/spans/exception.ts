/** Records a thrown value, whatever it is. */
import { type Span, SpanStatusCode } from '@opentelemetry/api';

/**
 * Adds the `exception` event and the ERROR status to a span. A value that is no error is recorded by its type and text,
 * as SDKs drop `null` and `undefined`. Never throws, even if the error's own getters do.
 * See https://opentelemetry.io/docs/specs/semconv/exceptions/exceptions-spans/.
 */
export function recordFailure(span: Span, error: unknown): void {
  const { name, message, stack } = describeError(error);
  span.recordException(stack === undefined ? { name, message } : { name, message, stack });
  span.setStatus({ code: SpanStatusCode.ERROR, message });
}

interface Description {
  name: string;
  message: string;
  stack?: string | undefined;
}

function describeError(error: unknown): Description {
  try {
    if (error === null) return { name: 'null', message: 'null' };
    if (typeof error !== 'object') return { name: typeof error, message: String(error) };
    const { name, message, stack } = error as Partial<Record<keyof Description, unknown>>;
    return {
      name: typeof name === 'string' && name !== '' ? name : (error.constructor?.name ?? 'object'),
      message: typeof message === 'string' ? message : Object.prototype.toString.call(error),
      stack: typeof stack === 'string' ? stack : undefined,
    };
  } catch {
    return { name: 'unknown', message: 'something thrown that cannot be read' };
  }
}
