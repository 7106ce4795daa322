/** What spanlink is to reach, beside the ratios to hand-written code that each row of the table names. */

/** Of nestjs-otel's time, on every row where that can do the work. */
export const OF_NESTJS_OTEL = 0.75;

/** Of a single call's time, for one of 50 inside each other; 1, and what two measurements of one thing differ by. */
export const OF_A_SINGLE_CALL = 1.1;

/**
 * Of the time a link at 1,000, for one at 100,000; quadratic would be 100. Code by hand doubles too, as so many links
 * outlive collections and caches.
 */
export const OF_A_LINK = 3;

/**
 * Of the time that a carrier of nothing but a traceparent takes, for a message that `linksFrom` knows by its structure.
 */
export const OF_A_BARE_CARRIER = 3;

/** Microseconds that a stage takes over a span, with the ledger in memory. */
export const OVER_A_SPAN = 3;

/** Of the throughput of the shop's route with spans by hand; and it is to be above that with the spans of each peer. */
export const OF_A_SHOP_BY_HAND = 0.97;

/** Of the time that the bare queries of an attempt take, for what a stage takes over a span. */
export const OF_BARE_QUERIES = 1.3;
