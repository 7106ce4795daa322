/** The spans of a flow: one sends it, and in it, each job is created by one of its own, within that of its parent. */

/** The operation that creates one job of a flow. */
const CREATE = 'addNode';

/** Operations that send jobs which have spans of their own. */
export const SENDS: ReadonlySet<unknown> = new Set(['addFlow', 'addBulkFlows']);

/** A span of BullMQ's in the one that it started in. */
interface Nested<Outer> {
  readonly operation: unknown;
  readonly outer: Outer | undefined;
}

/** Returns the span that creates the parent of the job that this one creates. */
export function creatorOfParent<S extends Nested<S>>({ operation, outer }: S): S | undefined {
  return operation === CREATE && outer?.operation === CREATE ? outer : undefined;
}

/** Returns the span that sends the job that this one creates. */
export function sendOf<S extends Nested<S>>(span: S): S | undefined {
  if (span.operation !== CREATE) return undefined;
  let { outer } = span;
  while (outer?.operation === CREATE) outer = outer.outer;
  return SENDS.has(outer?.operation) ? outer : undefined;
}
