/** The state of a timeline, read from the address and written to it. */
import type { SpanRef } from '../../../api/answers.js';
import { navigate, hrefTo, type QueryChange } from '../../data/address.js';
import type { Viewport } from '../../timeline/viewport.js';

export interface TimelineState {
  readonly trace: string;
  readonly hops: number;
  readonly direction: string;
  /** Key of what is selected: `trace:span`, or a trace of which nothing was received. */
  readonly selected: string | undefined;
  /** Traces that were opened beside those of the graph. */
  readonly opened: readonly string[];
  /** The first digits of the traces that are collapsed. */
  readonly collapsed: readonly string[];
  readonly compressWaits: boolean;
  readonly initialViewport: Viewport | undefined;
}

export const DEFAULT_HOPS = 3;
const SHORT = 10;

export function parseTimelineState(query: URLSearchParams): TimelineState {
  const hops = Number(query.get('hops') ?? DEFAULT_HOPS);
  return {
    trace: query.get('trace') ?? '',
    hops: Number.isInteger(hops) && hops >= 0 && hops <= 50 ? hops : DEFAULT_HOPS,
    direction: query.get('direction') ?? 'both',
    selected: query.get('sel') ?? undefined,
    opened: query.getAll('open').filter((id) => /^[0-9a-f]{32}$/.test(id)),
    collapsed: query.getAll('shut'),
    compressWaits: query.get('time') !== 'true',
    initialViewport: parseViewport(query.get('at')),
  };
}

/** `from,to,top`, as {@link formatViewport} writes it. */
function parseViewport(text: string | null): Viewport | undefined {
  const [from, to, top] = (text ?? '').split(',').map(Number);
  if (from === undefined || to === undefined || top === undefined || !(from < to) || !Number.isFinite(from + to + top))
    return undefined;
  return { from, to, top };
}

/** Nothing for the whole picture. */
export const formatViewport = ({ from, to, top }: Viewport): string | undefined =>
  from === 0 && to === 1 && top === 0
    ? undefined
    : [from, to].map((place) => String(Number(place.toPrecision(10)))).join(',') + `,${Math.round(top)}`;

/** Changes the address of the timeline that is shown now. */
export function updateAddress(changes: QueryChange, options: { readonly replace?: boolean } = {}): void {
  const query = new URLSearchParams(location.search);
  query.delete('view');
  navigate(hrefTo('timeline', changes, query), options);
}

export const collapsedKey = (traceId: string): string => traceId.slice(0, SHORT);
export const isCollapsed = ({ collapsed: shut }: TimelineState, traceId: string): boolean =>
  shut.includes(collapsedKey(traceId));

/** The span of a key; a trace alone has none. */
export function parseSpanKey(key: string | undefined): SpanRef | undefined {
  const [, traceId, spanId] = /^([0-9a-f]{32}):([0-9a-f]{16})$/.exec(key ?? '') ?? [];
  return traceId === undefined || spanId === undefined ? undefined : { traceId, spanId };
}
