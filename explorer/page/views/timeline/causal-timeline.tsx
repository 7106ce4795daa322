/** A causal timeline: the outline, the canvas, and the details of the selection. */
import { useCallback, useMemo, useRef, useState, type ReactNode } from 'react';
import { toClockOffsets } from '../../../api/adjust-clocks.js';
import { plural, shortId } from '../../components/format.js';
import { saveBlob, saveJson } from '../../data/download.js';
import type { TimelineModel } from '../../data/timeline-model.js';
import type { LiveAnswers } from '../../live/use-live-answers.js';
import { useColorScheme } from '../../theme/use-color-scheme.js';
import type { Layout } from '../../timeline/geometry.js';
import { computeLayout } from '../../timeline/layout.js';
import { TimelineCanvas, type TimelineCanvasHandle } from '../../timeline/timeline-canvas.js';
import { MissingTraceDetails } from '../details/missing-trace-details.js';
import { SpanDetails } from '../details/span-details.js';
import { Outline } from './outline.js';
import { TimelineToolbar, type Pane } from './timeline-toolbar.js';
import { collapsedKey, formatViewport, parseSpanKey, updateAddress, type TimelineState } from './timeline-state.js';
import { useReveal } from './use-reveal.js';
import { useTimelineActions } from './use-timeline-actions.js';
import { useTimelineShortcuts } from './use-timeline-shortcuts.js';
import './causal-timeline.css';

export interface CausalTimelineProps {
  readonly state: TimelineState;
  readonly model: TimelineModel;
  readonly live: LiveAnswers;
  /** The keys of the spans and traces that came just now. */
  readonly news: ReadonlySet<string>;
}

export function CausalTimeline({ state, model, live, news }: CausalTimelineProps): ReactNode {
  const { trace, selected } = state;
  const layout = useLayout(state, model);
  const canvas = useRef<TimelineCanvasHandle>(null);
  const outline = useRef<HTMLDivElement>(null);
  const scheme = useColorScheme();
  const [pane, setPane] = useState<Pane>('chart');
  // details that were opened with the keyboard take the focus, and return it to the outline
  const [takesFocus, setTakesFocus] = useState(false);
  const actions = useTimelineActions(
    state,
    model,
    useCallback(() => setTakesFocus(true), []),
  );
  const close = (): void => {
    actions.select(undefined);
    if (takesFocus) outline.current?.focus();
  };
  useReveal(canvas, layout, state);
  useTimelineShortcuts(state, actions, { onClose: close, onZoomTo: (key) => canvas.current?.zoomTo(key) });

  const offsets = useMemo(
    () => toClockOffsets(state.clocks === 'adjusted' ? (model.clockOffsets ?? []) : []),
    [state.clocks, model.clockOffsets],
  );
  const span = parseSpanKey(selected);
  const missing = span === undefined ? model.missing.find(({ traceId }) => traceId === selected) : undefined;
  return (
    <div className="timeline">
      <TimelineToolbar
        state={state}
        model={model}
        live={live}
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
          ref={outline}
          layout={layout}
          model={model}
          selected={selected}
          news={news}
          onShow={(key) => canvas.current?.reveal(key)}
          onToggle={actions.toggle}
          onSelect={(key) => {
            setTakesFocus(true);
            actions.select(key);
          }}
        />
        <TimelineCanvas
          ref={canvas}
          layout={layout}
          centerId={trace}
          scheme={scheme}
          selected={selected}
          news={news}
          initialViewport={state.initialViewport}
          label={describeModel(model)}
          onSelect={(key) => {
            setTakesFocus(false);
            actions.select(key);
          }}
          onToggle={actions.toggle}
          onOpenLinked={(traceId) => void actions.openLinked(traceId)}
          onViewportSettled={(viewport) => updateAddress({ at: formatViewport(viewport) }, { replace: true })}
        />
        {span !== undefined && (
          <SpanDetails
            key={selected}
            of={span}
            isShown={(traceId) => model.lanes.some((lane) => lane.traceId === traceId)}
            onJump={actions.jumpTo}
            onClose={close}
            takesFocus={takesFocus}
            offsets={offsets}
          />
        )}
        {missing !== undefined && <MissingTraceDetails traceId={missing.traceId} onClose={close} />}
      </div>
    </div>
  );
}

function useLayout(state: TimelineState, model: TimelineModel): Layout {
  // the state is another object with each change of the address
  const collapsed = state.collapsed.join();
  return useMemo(
    () =>
      computeLayout(model, {
        compressWaits: state.compressWaits,
        collapsed: new Set(
          model.lanes.filter(({ traceId }) => collapsed.includes(collapsedKey(traceId))).map(({ traceId }) => traceId),
        ),
      }),
    [model, state.compressWaits, collapsed],
  );
}

const describeModel = ({ lanes, spans, links }: TimelineModel): string =>
  `Causal timeline of ${plural(lanes.length, 'trace')} with ${plural(spans.length, 'span')} ` +
  `and ${plural(links.length, 'link')}`;
