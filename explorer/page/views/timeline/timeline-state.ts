/** The state of a timeline, read from the address and written to it. */
import type { SpanRef } from '../../../api/answers.js';
import { go, hrefOf, type Change } from '../../data/address.js';
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
  readonly shut: readonly string[];
  readonly squeeze: boolean;
  readonly start: Viewport | undefined;
}

export const HOPS = 3;
const SHORT = 10;

export function readState(query: URLSearchParams): TimelineState {
  const hops = Number(query.get('hops') ?? HOPS);
  return {
    trace: query.get('trace') ?? '',
    hops: Number.isInteger(hops) && hops >= 0 && hops <= 50 ? hops : HOPS,
    direction: query.get('direction') ?? 'both',
    selected: query.get('sel') ?? undefined,
    opened: query.getAll('open').filter((id) => /^[0-9a-f]{32}$/.test(id)),
    shut: query.getAll('shut'),
    squeeze: query.get('time') !== 'true',
    start: readView(query.get('at')),
  };
}

/** `from,to,top`, as {@link writeView} writes it. */
function readView(text: string | null): Viewport | undefined {
  const [from, to, top] = (text ?? '').split(',').map(Number);
  if (from === undefined || to === undefined || top === undefined || !(from < to) || !Number.isFinite(from + to + top))
    return undefined;
  return { from, to, top };
}

/** Nothing for the whole picture. */
export const writeView = ({ from, to, top }: Viewport): string | undefined =>
  from === 0 && to === 1 && top === 0
    ? undefined
    : [from, to].map((place) => String(Number(place.toPrecision(10)))).join(',') + `,${Math.round(top)}`;

/** Changes the address of the timeline that is shown now. */
export function change(changes: Change, options: { readonly replace?: boolean } = {}): void {
  const query = new URLSearchParams(location.search);
  query.delete('view');
  go(hrefOf('timeline', changes, query), options);
}

export const shortOf = (traceId: string): string => traceId.slice(0, SHORT);
export const isShut = ({ shut }: TimelineState, traceId: string): boolean => shut.includes(shortOf(traceId));

/** The span of a key; a trace alone has none. */
export function refOf(key: string | undefined): SpanRef | undefined {
  const [, traceId, spanId] = /^([0-9a-f]{32}):([0-9a-f]{16})$/.exec(key ?? '') ?? [];
  return traceId === undefined || spanId === undefined ? undefined : { traceId, spanId };
}
