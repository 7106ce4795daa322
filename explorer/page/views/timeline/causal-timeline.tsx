/** The picture of a timeline, the list beside it, and the details of what is selected. */
import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import type { SpanRef } from '../../../api/answers.js';
import { fetchAnswer } from '../../data/api-client.js';
import { spanKey, type TimelineModel } from '../../data/timeline-model.js';
import { plural, shortId } from '../../components/format.js';
import { saveBlob, saveJson } from '../../data/download.js';
import { useColorScheme } from '../../theme/use-color-scheme.js';
import { useShortcuts } from '../../components/use-shortcuts.js';
import { TimelineCanvas, type TimelineCanvasHandle } from '../../timeline/timeline-canvas.js';
import { computeLayout } from '../../timeline/layout.js';
import { SpanDetails, MissingTraceDetails } from '../details/span-details.js';
import { Outline } from './outline.js';
import {
  updateAddress,
  isCollapsed,
  parseSpanKey,
  collapsedKey,
  formatViewport,
  type TimelineState,
} from './timeline-state.js';
import { TimelineToolbar } from './timeline-toolbar.js';

export function CausalTimeline({
  state,
  model,
}: {
  readonly state: TimelineState;
  readonly model: TimelineModel;
}): ReactNode {
  const { trace, selected } = state;
  const shut = state.collapsed.join();
  const layout = useMemo(
    () =>
      computeLayout(model, {
        compressWaits: state.compressWaits,
        collapsed: new Set(
          model.lanes.filter(({ traceId }) => shut.includes(collapsedKey(traceId))).map(({ traceId }) => traceId),
        ),
      }),
    [model, state.compressWaits, shut],
  );
  const canvas = useRef<TimelineCanvasHandle>(null);
  const scheme = useColorScheme();
  const [pane, setPane] = useState<'picture' | 'list'>('picture');
  const [takesFocus, setTakesFocus] = useState(false);
  const ids = useMemo(() => new Set(model.lanes.map(({ traceId }) => traceId)), [model]);

  const select = useCallback(
    (key: string | undefined) =>
      updateAddress({ sel: key === undefined || /^[0-9a-f]{32}(:[0-9a-f]{16})?$/.test(key) ? key : undefined }),
    [],
  );
  const toggle = useCallback(
    (traceId: string) =>
      updateAddress(
        {
          shut: isCollapsed(state, traceId)
            ? state.collapsed.filter((one) => one !== collapsedKey(traceId))
            : [...state.collapsed, collapsedKey(traceId)],
        },
        { replace: true },
      ),
    [state],
  );
  const jump = useCallback(
    (span: SpanRef) => {
      // what was focused goes away with the details that it was in
      setTakesFocus(true);
      const isIn = ids.has(span.traceId);
      updateAddress({
        sel: spanKey(span),
        ...(isIn
          ? { shut: state.collapsed.filter((one) => one !== collapsedKey(span.traceId)) }
          : { open: [...state.opened, span.traceId] }),
      });
    },
    [ids, state],
  );
  const more = async (traceId: string): Promise<void> => {
    const { lanes } = await fetchAnswer('graph', { trace: traceId, hops: 1, traces: 20, spans: 1_000 });
    const found = lanes.map((lane) => lane.traceId).filter((id) => !ids.has(id));
    if (found.length > 0) updateAddress({ open: [...state.opened, ...found] });
  };
  const isKnown = selected !== undefined && layout.bars.has(selected);
  useEffect(() => {
    if (selected !== undefined && isKnown) canvas.current?.reveal(selected);
  }, [selected, isKnown]);

  // the trace that one asked for is in sight at first, wherever its causes put it
  const isPlaced = useRef(state.initialViewport !== undefined || selected !== undefined);
  useEffect(() => {
    const bar = isPlaced.current ? undefined : [...layout.bars.values()].find(({ traceId }) => traceId === trace);
    if (bar !== undefined) canvas.current?.reveal(bar.key);
    isPlaced.current = true;
  }, [layout, trace]);

  const links = useMemo(
    () => model.links.filter(({ cause, effect }) => selected === spanKey(cause) || selected === spanKey(effect)),
    [model, selected],
  );
  const along = (side: 'cause' | 'effect'): void => {
    const link = links.find((one) => spanKey(one[side]) !== selected && ids.has(one[side].traceId));
    if (link !== undefined) jump(link[side]);
  };
  useShortcuts({
    Escape: () => selected !== undefined && close(),
    '[': () => along('cause'),
    ']': () => along('effect'),
    x: () => toggle(selected?.slice(0, 32) ?? trace),
    a: () =>
      updateAddress(
        { shut: state.collapsed.length > 0 ? undefined : model.lanes.map(({ traceId }) => collapsedKey(traceId)) },
        { replace: true },
      ),
    z: () => selected !== undefined && canvas.current?.zoomTo(selected),
    s: () => updateAddress({ time: state.compressWaits ? 'true' : undefined, at: undefined }, { replace: true }),
  });
  const ref = parseSpanKey(selected);
  const isGhost =
    ref === undefined && selected !== undefined && model.missing.some(({ traceId }) => traceId === selected);
  const list = useRef<HTMLDivElement>(null);
  const close = (): void => {
    select(undefined);
    if (takesFocus) list.current?.focus();
  };
  const label = `Causal timeline of ${plural(model.lanes.length, 'trace')} with ${plural(model.spans.length, 'span')} and ${plural(model.links.length, 'link')}`;
  return (
    <div className="timeline">
      <TimelineToolbar
        state={state}
        model={model}
        canvas={canvas}
        pane={pane}
        onPane={setPane}
        onPng={() =>
          void canvas.current
            ?.toImage()
            .then((blob) => blob !== null && saveBlob(blob, `spanlink-${shortId(trace)}.png`))
        }
        onJson={() => saveJson(model, `spanlink-${shortId(trace)}.json`)}
      />
      <div className={`timeline-body is-${pane}`}>
        <Outline
          ref={list}
          layout={layout}
          model={model}
          selected={selected}
          onShow={(key) => canvas.current?.reveal(key)}
          onToggle={toggle}
          onSelect={(key) => {
            setTakesFocus(true);
            select(key);
          }}
        />
        <TimelineCanvas
          ref={canvas}
          layout={layout}
          centerId={trace}
          scheme={scheme}
          selected={selected}
          initialViewport={state.initialViewport}
          label={label}
          onSelect={(key) => {
            setTakesFocus(false);
            select(key);
          }}
          onToggle={toggle}
          onMore={(traceId) => void more(traceId)}
          onViewportSettled={(view) => updateAddress({ at: formatViewport(view) }, { replace: true })}
        />
        {ref !== undefined && (
          <SpanDetails
            of={ref}
            isShown={(traceId) => ids.has(traceId)}
            onJump={jump}
            onClose={close}
            takesFocus={takesFocus}
          />
        )}
        {isGhost && <MissingTraceDetails traceId={selected} onClose={close} />}
      </div>
    </div>
  );
}
