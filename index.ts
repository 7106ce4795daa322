/** Spanlink: methods get their own OpenTelemetry span, linked to the spans that caused it. */
export type { ClassDecorator } from './decorators/class.js';
export { LinkFrom, type ParameterDecorator } from './decorators/link-from.js';
export type { MethodDecorator } from './decorators/method.js';
export { Span } from './decorators/span.js';
export { Traced, type TracedOptions } from './decorators/traced.js';
export { configure } from './lib/global/configure.js';
export type { Configuration } from './lib/global/settings.js';
export type { WarningCode } from './lib/global/user-warning.js';
export type { DecorationErrorCode, SpanlinkErrorCode } from './lib/global/errors.js';
export { type GuardState, SpanGuard } from './lib/spans/guard.js';
export { linksFrom } from './lib/sources/links-from.js';
export { inSpan, startSpan, traced } from './lib/calls/in-span.js';
export { formatLink, parseLink } from './lib/links/traceparent.js';
export type { SentCarrier } from './lib/spans/inject-carrier.js';
export type { Carrier, HeadersLike, HeaderValue, LinkSource, MessageLike } from './lib/sources/link-source.js';
export type { FromArguments, LinkOptions, Relation } from './lib/links/link-options.js';
export type { SpanOptions, StartOptions } from './lib/spans/span-options.js';
