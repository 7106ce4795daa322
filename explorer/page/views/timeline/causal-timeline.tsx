/** The picture of a timeline, the list beside it, and the details of what is selected. */
import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import type { SpanRef } from '../../../api/answers.js';
import { ask } from '../../data/api-client.js';
import { spanKey, type Picture } from '../../data/timeline-model.js';
import { plural, shortId } from '../../components/format.js';
import { saveBlob, saveJson } from '../../data/download.js';
import { useScheme } from '../../theme/use-color-scheme.js';
import { useShortcuts } from '../../components/use-shortcuts.js';
import { Canvas, type CanvasHandle } from '../../timeline/timeline-canvas.js';
import { layout } from '../../timeline/layout.js';
import { Details, GhostDetails } from '../details/span-details.js';
import { Outline } from './outline.js';
import { change, isShut, refOf, shortOf, writeView, type TimelineState } from './timeline-state.js';
import { Toolbar } from './timeline-toolbar.js';

export function Shown({ state, picture }: { readonly state: TimelineState; readonly picture: Picture }): ReactNode {
  const { trace, selected } = state;
  const shut = state.shut.join();
  const laid = useMemo(
    () =>
      layout(picture, {
        squeeze: state.squeeze,
        collapsed: new Set(
          picture.lanes.filter(({ traceId }) => shut.includes(shortOf(traceId))).map(({ traceId }) => traceId),
        ),
      }),
    [picture, state.squeeze, shut],
  );
  const canvas = useRef<CanvasHandle>(null);
  const scheme = useScheme();
  const [pane, setPane] = useState<'picture' | 'list'>('picture');
  const [takesFocus, setTakesFocus] = useState(false);
  const ids = useMemo(() => new Set(picture.lanes.map(({ traceId }) => traceId)), [picture]);

  const select = useCallback(
    (key: string | undefined) =>
      change({ sel: key === undefined || /^[0-9a-f]{32}(:[0-9a-f]{16})?$/.test(key) ? key : undefined }),
    [],
  );
  const toggle = useCallback(
    (traceId: string) =>
      change(
        {
          shut: isShut(state, traceId)
            ? state.shut.filter((one) => one !== shortOf(traceId))
            : [...state.shut, shortOf(traceId)],
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
      change({
        sel: spanKey(span),
        ...(isIn
          ? { shut: state.shut.filter((one) => one !== shortOf(span.traceId)) }
          : { open: [...state.opened, span.traceId] }),
      });
    },
    [ids, state],
  );
  const more = async (traceId: string): Promise<void> => {
    const { lanes } = await ask('graph', { trace: traceId, hops: 1, traces: 20, spans: 1_000 });
    const found = lanes.map((lane) => lane.traceId).filter((id) => !ids.has(id));
    if (found.length > 0) change({ open: [...state.opened, ...found] });
  };
  const isKnown = selected !== undefined && laid.bars.has(selected);
  useEffect(() => {
    if (selected !== undefined && isKnown) canvas.current?.show(selected);
  }, [selected, isKnown]);

  // the trace that one asked for is in sight at first, wherever its causes put it
  const isPlaced = useRef(state.start !== undefined || selected !== undefined);
  useEffect(() => {
    const bar = isPlaced.current ? undefined : [...laid.bars.values()].find(({ traceId }) => traceId === trace);
    if (bar !== undefined) canvas.current?.show(bar.key);
    isPlaced.current = true;
  }, [laid, trace]);

  const links = useMemo(
    () => picture.links.filter(({ cause, effect }) => selected === spanKey(cause) || selected === spanKey(effect)),
    [picture, selected],
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
      change(
        { shut: state.shut.length > 0 ? undefined : picture.lanes.map(({ traceId }) => shortOf(traceId)) },
        { replace: true },
      ),
    z: () => selected !== undefined && canvas.current?.enlarge(selected),
    s: () => change({ time: state.squeeze ? 'true' : undefined, at: undefined }, { replace: true }),
  });
  const ref = refOf(selected);
  const isGhost =
    ref === undefined && selected !== undefined && picture.missing.some(({ traceId }) => traceId === selected);
  const list = useRef<HTMLDivElement>(null);
  const close = (): void => {
    select(undefined);
    if (takesFocus) list.current?.focus();
  };
  const label = `Causal timeline of ${plural(picture.lanes.length, 'trace')} with ${plural(picture.spans.length, 'span')} and ${plural(picture.links.length, 'link')}`;
  return (
    <div className="timeline">
      <Toolbar
        state={state}
        picture={picture}
        canvas={canvas}
        pane={pane}
        onPane={setPane}
        onPng={() =>
          void canvas.current?.image().then((blob) => blob !== null && saveBlob(blob, `spanlink-${shortId(trace)}.png`))
        }
        onJson={() => saveJson(picture, `spanlink-${shortId(trace)}.json`)}
      />
      <div className={`timeline-body is-${pane}`}>
        <Outline
          ref={list}
          laid={laid}
          picture={picture}
          selected={selected}
          onShow={(key) => canvas.current?.show(key)}
          onToggle={toggle}
          onSelect={(key) => {
            setTakesFocus(true);
            select(key);
          }}
        />
        <Canvas
          ref={canvas}
          laid={laid}
          centerId={trace}
          scheme={scheme}
          selected={selected}
          start={state.start}
          label={label}
          onSelect={(key) => {
            setTakesFocus(false);
            select(key);
          }}
          onToggle={toggle}
          onMore={(traceId) => void more(traceId)}
          onStill={(view) => change({ at: writeView(view) }, { replace: true })}
        />
        {ref !== undefined && (
          <Details
            of={ref}
            isShown={(traceId) => ids.has(traceId)}
            onJump={jump}
            onClose={close}
            takesFocus={takesFocus}
          />
        )}
        {isGhost && <GhostDetails traceId={selected} onClose={close} />}
      </div>
    </div>
  );
}
