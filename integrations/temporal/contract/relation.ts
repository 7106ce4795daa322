/** The relation of what Temporal starts to what started it. */

/**
 * As for `spanlink/bullmq`: a trace of its own, or the trace of what started it, linked by `parent` or by `origin`.
 *
 * @example
 * ```ts
 * const relation: TemporalRelation = 'parent';
 * const links = temporalLinks({ relation });
 * ```
 */
export type TemporalRelation = 'link' | 'parent' | 'both';

/** All relations. */
export const RELATIONS: readonly unknown[] = ['link', 'parent', 'both'];
