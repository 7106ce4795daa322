/** A finished span by structure, as SDK 1.x shows it. */
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { FinishedSpan } from 'spanlink/console';

const TRACE = '0af7651916cd43dd8448eb211c80319c';

/** A span of 2.5 ms, whose parent is named by its id alone. */
export function finishedSpan(name: string, id = 1, parentId?: number): FinishedSpan {
  const spanIdOf = (n: number): string => n.toString().padStart(16, '0');
  return {
    name,
    kind: SpanKind.INTERNAL,
    status: { code: SpanStatusCode.UNSET },
    attributes: {},
    links: [],
    events: [],
    startTime: [1, id],
    duration: [0, 2_500_000],
    ...(parentId === undefined ? {} : { parentSpanId: spanIdOf(parentId) }),
    spanContext: () => ({ traceId: TRACE, spanId: spanIdOf(id), traceFlags: 1 }),
  };
}
