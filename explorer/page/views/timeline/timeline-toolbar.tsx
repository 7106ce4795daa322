/** What is in the picture, and how it is shown. */
import type { ReactNode, RefObject } from 'react';
import { hrefOf } from '../../data/address.js';
import type { Picture } from '../../data/timeline-model.js';
import { Choice } from '../../components/toggle-group.js';
import { plural, shortId } from '../../components/format.js';
import { Go } from '../../components/link.js';
import { Icon } from '../../components/icon.js';
import { Swatch } from '../../components/service-name.js';
import type { CanvasHandle } from '../../timeline/timeline-canvas.js';
import { OpenIn } from '../details/open-in.js';
import { change, HOPS, refOf, type TimelineState } from './timeline-state.js';
import { ViewTabs } from './view-tabs.js';

export interface ToolbarProps {
  readonly state: TimelineState;
  readonly picture: Picture;
  readonly canvas: RefObject<CanvasHandle | null>;
  readonly pane: 'picture' | 'list';
  readonly onPane: (pane: 'picture' | 'list') => void;
  readonly onPng: () => void;
  readonly onJson: () => void;
}

export function Toolbar({ state, picture, canvas, pane, onPane, onPng, onJson }: ToolbarProps): ReactNode {
  const center = picture.lanes.find(({ traceId }) => traceId === state.trace);
  return (
    <header className="toolbar">
      <div className="toolbar-title">
        {center !== undefined && <Swatch service={center.service} />}
        <h1>{center?.name ?? `Trace ${shortId(state.trace)}`}</h1>
        <p className="soft" role="status">
          {plural(picture.lanes.length, 'trace')}, {plural(picture.spans.length, 'span')},{' '}
          {plural(picture.links.length, 'link')}
          {picture.missing.length > 0 && `, ${plural(picture.missing.length, 'trace')} not received`}
          {picture.isCut && (
            <span className="notice"> · there is more: raise “Links away”, or open it from a lane</span>
          )}
        </p>
      </div>
      <div className="toolbar-tools">
        <ViewTabs
          view="timeline"
          trace={state.trace}
          span={refOf(state.selected)}
          around={{
            hops: state.hops === HOPS ? undefined : state.hops,
            direction: state.direction === 'both' ? undefined : state.direction,
          }}
        />
        <label className="inline">
          Links away
          <select
            value={state.hops}
            onChange={({ target }) =>
              change({ hops: target.value === String(HOPS) ? undefined : target.value, at: undefined })
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
        <Choice
          label="Direction"
          value={state.direction}
          options={[
            ['causes', 'Causes'],
            ['both', 'Both'],
            ['effects', 'Effects'],
          ]}
          onChange={(direction) => change({ direction: direction === 'both' ? undefined : direction, at: undefined })}
        />
        <Choice
          label="Time"
          value={state.squeeze ? 'squeezed' : 'true'}
          options={[
            ['squeezed', 'Waiting squeezed'],
            ['true', 'True time'],
          ]}
          onChange={(time) => change({ time: time === 'true' ? 'true' : undefined, at: undefined }, { replace: true })}
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
            onClick={() => canvas.current?.fit()}
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
            <OpenIn traceId={state.trace} />
          </div>
        </details>
        <Go className="button only-narrow" to={hrefOf('traces')}>
          <Icon name="back" /> Traces
        </Go>
        <span className="only-narrow">
          <Choice
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
