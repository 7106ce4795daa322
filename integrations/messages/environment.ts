/** The environment of a process, which carries a context to the process as a message would. */
import type { Link } from '@opentelemetry/api';
import type { LinkOptions } from '../../lib/links/link-options.js';
import { linksFrom } from '../../lib/sources/links-from.js';

/** Variables by name. Options in their place would be an environment without a context. */
type Environment = Readonly<Record<string, string | undefined>> & { readonly [Option in keyof LinkOptions]?: never };

/**
 * Returns the link to the span that started this process, or that called this function of AWS Lambda.
 * See https://opentelemetry.io/docs/specs/otel/context/env-carriers/ and
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html.
 *
 * @param environment Holds `TRACEPARENT` and `TRACESTATE`, or else Lambda's `_X_AMZN_TRACE_ID`.
 * @returns One link, or none if there is neither.
 *
 * @example
 * ```ts
 * await inSpan('nightly', { links: fromEnvironment(process.env, { relation: 'triggered' }) }, async () => {});
 * ```
 */
export function fromEnvironment(environment: Environment = process.env, options?: LinkOptions): Link[] {
  const { TRACEPARENT: traceparent, TRACESTATE: tracestate, _X_AMZN_TRACE_ID } = environment;
  // a process that nobody traced has no cause, rather than an unreadable one
  return linksFrom(
    traceparent || _X_AMZN_TRACE_ID ? { traceparent, tracestate, _X_AMZN_TRACE_ID } : undefined,
    options,
  );
}
