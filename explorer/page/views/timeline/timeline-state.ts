/** The state of a timeline, which is in the query of the address. */
import type { Clocks } from '../../../api/adjust-clocks.js';
import type { SpanRef, SpanSummary } from '../../../api/answers.js';
import { hrefTo, navigate, readClocks, type QueryChange } from '../../data/address.js';
import type { Viewport } from '../../timeline/viewport.js';

export interface TimelineState {
  readonly trace: string;
  readonly hops: number;
  readonly direction: string;
  /** The most traces, spans and links of the graph. */
  readonly limits: { readonly traces: number; readonly spans: number; readonly links: number };
  /** Key of the selection: `trace:span`, or the id of a trace that was not received. */
  readonly selected: string | undefined;
  /** Traces that were opened beside those of the graph. */
  readonly opened: readonly string[];
  /** Keys of the collapsed traces, see {@link collapsedKey}. */
  readonly collapsed: readonly string[];
  readonly compressWaits: boolean;
  readonly clocks: Clocks | undefined;
  readonly initialViewport: Viewport | undefined;
}

export const DEFAULT_HOPS = 3;
// a trace of so many spans is drawn to its end
const DEFAULT_LIMITS = { traces: 200, spans: 50_000, links: 20_000 };
const COLLAPSED_KEY_LENGTH = 10;

/** Reads the state from a query; an invalid value is the default. */
export function parseTimelineState(query: URLSearchParams): TimelineState {
  const hops = Number(query.get('hops') ?? DEFAULT_HOPS);
  return {
    trace: query.get('trace') ?? '',
    hops: Number.isInteger(hops) && hops >= 0 && hops <= 50 ? hops : DEFAULT_HOPS,
    direction: query.get('direction') ?? 'both',
    limits: {
      traces: readLimit(query, 'traces', 500),
      spans: readLimit(query, 'spans', 50_000),
      links: readLimit(query, 'links', 50_000),
    },
    selected: query.get('sel') ?? undefined,
    opened: query.getAll('open').filter((id) => /^[0-9a-f]{32}$/.test(id)),
    collapsed: query.getAll('shut'),
    compressWaits: query.get('time') !== 'true',
    clocks: readClocks(query),
    initialViewport: parseViewport(query.get('at')),
  };
}

function readLimit(query: URLSearchParams, name: keyof typeof DEFAULT_LIMITS, most: number): number {
  const limit = Number(query.get(name) ?? DEFAULT_LIMITS[name]);
  return Number.isInteger(limit) && limit >= 1 && limit <= most ? limit : DEFAULT_LIMITS[name];
}

/** Reads `from,to,top`, as {@link formatViewport} writes it. */
function parseViewport(text: string | null): Viewport | undefined {
  const [from, to, top] = (text ?? '').split(',').map(Number);
  if (from === undefined || to === undefined || top === undefined || !(from < to) || !Number.isFinite(from + to + top))
    return undefined;
  return { from, to, top };
}

/** Writes a viewport for the query; `undefined` for the full one. */
export const formatViewport = ({ from, to, top }: Viewport): string | undefined =>
  from === 0 && to === 1 && top === 0
    ? undefined
    : [from, to].map((place) => String(Number(place.toPrecision(10)))).join(',') + `,${Math.round(top)}`;

/** Changes the query of the current timeline. */
export function updateAddress(change: QueryChange, options: { readonly replace?: boolean } = {}): void {
  const query = new URLSearchParams(location.search);
  query.delete('view');
  navigate(hrefTo('timeline', change, query), options);
}

/** Returns the first digits of a trace id: many collapsed traces would make the address too long. */
export const collapsedKey = (traceId: string): string => traceId.slice(0, COLLAPSED_KEY_LENGTH);
export const isCollapsed = ({ collapsed }: TimelineState, traceId: string): boolean =>
  collapsed.includes(collapsedKey(traceId));

/** Tells the key of a span or a trace from that of another element of the canvas. */
export const isSelectable = (key: string): boolean => /^[0-9a-f]{32}(:[0-9a-f]{16}(:\d{1,4})?)?$/.test(key);

/** Returns the span of a key; `undefined` for the key of a trace. */
export function parseSpanKey(key: string | undefined): (SpanRef & Pick<SpanSummary, 'nth'>) | undefined {
  const [, traceId, spanId, nth] = /^([0-9a-f]{32}):([0-9a-f]{16})(?::([1-9]\d{0,4}))?$/.exec(key ?? '') ?? [];
  if (traceId === undefined || spanId === undefined) return undefined;
  return { traceId, spanId, ...(nth !== undefined && { nth: Number(nth) }) };
}
