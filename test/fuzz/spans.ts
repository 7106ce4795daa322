/** Contexts to begin with. */

/** W3C `traceparent`s of two spans. */
export const A = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
export const B = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00';

/** Throws unless a link may be made to the context. */
export function checkIds({ traceId, spanId }: { readonly traceId: string; readonly spanId: string }): void {
  if (!/^(?!0{32})[\da-f]{32}$/.test(traceId) || !/^(?!0{16})[\da-f]{16}$/.test(spanId))
    throw new Error(`made a link to ${traceId}-${spanId}, which is no span`);
}
