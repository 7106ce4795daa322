/** What is in the picture, and how it is shown. */
import type { ReactNode, RefObject } from 'react';
import { hrefTo } from '../../data/address.js';
import type { TimelineModel } from '../../data/timeline-model.js';
import { ToggleGroup } from '../../components/toggle-group.js';
import { plural, shortId } from '../../components/format.js';
import { Link } from '../../components/link.js';
import { Icon } from '../../components/icon.js';
import { ServiceSwatch } from '../../components/service-name.js';
import type { TimelineCanvasHandle } from '../../timeline/timeline-canvas.js';
import { OpenInLinks } from '../details/open-in.js';
import { updateAddress, DEFAULT_HOPS, parseSpanKey, type TimelineState } from './timeline-state.js';
import { ViewTabs } from './view-tabs.js';

export interface TimelineToolbarProps {
  readonly state: TimelineState;
  readonly model: TimelineModel;
  readonly canvas: RefObject<TimelineCanvasHandle | null>;
  readonly pane: 'picture' | 'list';
  readonly onPane: (pane: 'picture' | 'list') => void;
  readonly onPng: () => void;
  readonly onJson: () => void;
}

export function TimelineToolbar({
  state,
  model,
  canvas,
  pane,
  onPane,
  onPng,
  onJson,
}: TimelineToolbarProps): ReactNode {
  const center = model.lanes.find(({ traceId }) => traceId === state.trace);
  return (
    <header className="toolbar">
      <div className="toolbar-title">
        {center !== undefined && <ServiceSwatch service={center.service} />}
        <h1>{center?.name ?? `Trace ${shortId(state.trace)}`}</h1>
        <p className="soft" role="status">
          {plural(model.lanes.length, 'trace')}, {plural(model.spans.length, 'span')},{' '}
          {plural(model.links.length, 'link')}
          {model.missing.length > 0 && `, ${plural(model.missing.length, 'trace')} not received`}
          {model.isCut && <span className="notice"> · there is more: raise “Links away”, or open it from a lane</span>}
        </p>
      </div>
      <div className="toolbar-tools">
        <ViewTabs
          view="timeline"
          trace={state.trace}
          span={parseSpanKey(state.selected)}
          around={{
            hops: state.hops === DEFAULT_HOPS ? undefined : state.hops,
            direction: state.direction === 'both' ? undefined : state.direction,
          }}
        />
        <label className="inline">
          Links away
          <select
            value={state.hops}
            onChange={({ target }) =>
              updateAddress({ hops: target.value === String(DEFAULT_HOPS) ? undefined : target.value, at: undefined })
            }
          >
            {[...new Set([0, 1, 2, 3, 5, 10, 20, 50, state.hops])]
              .sort((one, other) => one - other)
              .map((hops) => (
                <option key={hops} value={hops}>
                  {hops}
                </option>
              ))}
          </select>
        </label>
        <ToggleGroup
          label="Direction"
          value={state.direction}
          options={[
            ['causes', 'Causes'],
            ['both', 'Both'],
            ['effects', 'Effects'],
          ]}
          onChange={(direction) =>
            updateAddress({ direction: direction === 'both' ? undefined : direction, at: undefined })
          }
        />
        <ToggleGroup
          label="Time"
          value={state.compressWaits ? 'squeezed' : 'true'}
          options={[
            ['squeezed', 'Waiting squeezed'],
            ['true', 'True time'],
          ]}
          onChange={(time) =>
            updateAddress({ time: time === 'true' ? 'true' : undefined, at: undefined }, { replace: true })
          }
        />
        <div className="buttons" role="group" aria-label="Zoom">
          <button
            type="button"
            className="icon-button"
            aria-label="Zoom out"
            title="Zoom out (−)"
            onClick={() => canvas.current?.zoom(1 / 1.6)}
          >
            <Icon name="minus" />
          </button>
          <button
            type="button"
            className="icon-button"
            aria-label="Show all"
            title="Show all (0)"
            onClick={() => canvas.current?.zoomToFit()}
          >
            <Icon name="fit" />
          </button>
          <button
            type="button"
            className="icon-button"
            aria-label="Zoom in"
            title="Zoom in (+)"
            onClick={() => canvas.current?.zoom(1.6)}
          >
            <Icon name="plus" />
          </button>
        </div>
        <details
          className="menu"
          onBlur={({ currentTarget, relatedTarget }) =>
            !currentTarget.contains(relatedTarget) && currentTarget.removeAttribute('open')
          }
        >
          <summary className="button">
            <Icon name="save" /> Export
          </summary>
          <div>
            <button type="button" onClick={onPng}>
              Picture (PNG)
            </button>
            <button type="button" onClick={onJson}>
              Data (JSON)
            </button>
            <OpenInLinks traceId={state.trace} />
          </div>
        </details>
        <Link className="button only-narrow" to={hrefTo('traces')}>
          <Icon name="back" /> Traces
        </Link>
        <span className="only-narrow">
          <ToggleGroup
            label="Shown"
            value={pane}
            options={[
              ['picture', 'Picture'],
              ['list', 'List'],
            ]}
            onChange={onPane}
          />
        </span>
      </div>
    </header>
  );
}
