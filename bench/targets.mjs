/** Spanlink's targets, beside the ratios to hand-written code that each benchmark of the table contains. */

/** At most this ratio to nestjs-otel's time, wherever that package can do the work. */
export const NESTJS_OTEL_RATIO = 0.75;

/** At most this ratio of one of 50 nested calls to a single call: 1, and the spread of two equal measurements. */
export const NESTED_CALL_RATIO = 1.1;

/**
 * At most this ratio of the time a link with 100,000 links to that with 1,000; quadratic would be 100. Hand-written
 * code also doubles, because so many links outlive collections and caches.
 */
export const LINK_COUNT_RATIO = 3;

/** At most this ratio of a message that `linksFrom` recognises by its shape to a carrier with only a traceparent. */
export const MESSAGE_RATIO = 3;

/** At most this ratio of such a message to what OpenTelemetry's own propagator takes to extract a bare carrier. */
export const EXTRACTION_RATIO = 1.5;

/** At most this ratio of the `_meta` of the Model Context Protocol, in whatever holds it, to such a carrier. */
export const META_RATIO = 1.5;

/** At most these microseconds for a stage on top of its span, with the in-memory ledger. */
export const MEMORY_STAGE_MICROSECONDS = 3;

/** At most these milliseconds for loading `spanlink`, where the application has loaded OpenTelemetry's API. */
export const IMPORT_MILLISECONDS = { CommonJS: 8, 'ES modules': 12 };

/** At least this ratio of the shop's throughput to that with hand-written spans; to each peer's, more than 1. */
export const SHOP_THROUGHPUT_RATIO = 0.97;

/**
 * At most this ratio of what `traceServer` adds to the processor time of a tool call to what spans by hand add, and the
 * spread between two processes with these.
 */
export const MCP_RATIO = 1;

/** At most this ratio of a stage, on top of its span, to the bare queries of its attempt. */
export const STAGE_RATIO = 1.3;

/** At most this ratio of the time added to an activity, or a task of a workflow, to that by Temporal's interceptors. */
export const TEMPORAL_RATIO = 1;
