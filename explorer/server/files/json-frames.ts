/** The objects and lists around spans in JSON, by the names under which they are found. */
import type { HeldSpans } from './held-spans.js';

/**
 * `list`: of documents; `document`: a request, a trace, or a span of Zipkin's; the others are those of OTLP. All else
 * is a value, which is kept or skipped as a whole.
 */
export type FrameKind = 'list' | 'document' | 'resources' | 'resource' | 'scopes' | 'scope' | 'spans';

/** An object or a list that is open. */
export interface Frame {
  readonly kind: FrameKind;
  readonly line: number;
  /** What is expected next: a key, a colon, a value, or a comma; at first, also the end. */
  expects: 'first' | 'key' | 'colon' | 'value' | 'comma';
  /** The key before the value that is read. */
  key: string;
  /** The values that are kept, by key. */
  readonly values: Map<string, Buffer>;
  /** The bytes of them. */
  kept: number;
  /** True if there are lists in it that spans may be in, or telemetry of other kinds. */
  hasKnownParts: boolean;
  /** The spans in it, of a resource or of a trace of Jaeger's. */
  held: HeldSpans | undefined;
}

export const isList = ({ kind }: Frame): boolean =>
  kind === 'list' || kind === 'resources' || kind === 'scopes' || kind === 'spans';

export const newFrame = (kind: FrameKind, line: number, held?: HeldSpans): Frame => ({
  kind,
  line,
  expects: 'first',
  key: '',
  values: new Map(),
  kept: 0,
  hasKnownParts: false,
  held,
});

/** The names of objects and lists in each kind of object. Tempo calls OTLP's `resourceSpans` batches. */
const NESTED: Partial<Record<FrameKind, Readonly<Record<string, readonly [opening: '[' | '{', kind: FrameKind]>>>> = {
  document: {
    resourceSpans: ['[', 'resources'],
    batches: ['[', 'resources'],
    data: ['[', 'list'],
    result: ['{', 'document'],
    trace: ['{', 'document'],
    spans: ['[', 'spans'],
  },
  resource: { scopeSpans: ['[', 'scopes'], instrumentationLibrarySpans: ['[', 'scopes'] },
  scope: { spans: ['[', 'spans'] },
};

/** Lists of other telemetry, which a Collector may write into the same file. */
export const OTHER_SIGNALS = new Set(['resourceMetrics', 'resourceLogs', 'resourceProfiles']);

const MAX_LISTS = 3;
const MAX_FRAMES = 16;

/** Returns the kind of the object or list that begins in a frame; undefined if it is a value as any other. */
export function kindWithin(frames: readonly Frame[], opening: '[' | '{'): FrameKind | undefined {
  const frame = frames.at(-1);
  if (frames.length > MAX_FRAMES) return undefined;
  if (frame === undefined) return opening === '[' ? 'list' : 'document';
  switch (frame.kind) {
    case 'list':
      if (opening === '{') return 'document';
      // Zipkin has a list of traces, each a list of spans
      return frames.filter(({ kind }) => kind === 'list').length < MAX_LISTS ? 'list' : undefined;
    case 'resources':
      return opening === '{' ? 'resource' : undefined;
    case 'scopes':
      return opening === '{' ? 'scope' : undefined;
    case 'spans':
      return undefined;
    default: {
      const names = NESTED[frame.kind] ?? {};
      const [expected, kind] = (Object.hasOwn(names, frame.key) ? names[frame.key] : undefined) ?? [];
      return expected === opening ? kind : undefined;
    }
  }
}
