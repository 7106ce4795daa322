/** The toolbar of a timeline: its summary, its extent, its time scale, zoom and export. */
import type { ReactNode, RefObject } from 'react';
import { ClocksSwitch } from '../../components/clocks-switch.js';
import { ExportLinks } from '../../components/export-links.js';
import { ExportMenu } from '../../components/export-menu.js';
import { IconButton } from '../../components/icon-button.js';
import { Icon } from '../../components/icon.js';
import { Link } from '../../components/link.js';
import { ToggleGroup } from '../../components/toggle-group.js';
import { Toolbar } from '../../components/toolbar.js';
import { hrefTo } from '../../data/address.js';
import type { TimelineModel } from '../../data/timeline-model.js';
import { LiveTools } from '../../live/live-tools.js';
import type { LiveAnswers } from '../../live/use-live-answers.js';
import type { TimelineCanvasHandle } from '../../timeline/timeline-canvas.js';
import { OpenInLinks } from '../details/open-in-links.js';
import { DEFAULT_HOPS, parseSpanKey, updateAddress, type TimelineState } from './timeline-state.js';
import { TimelineSummary } from './timeline-summary.js';
import { ViewTabs } from './view-tabs.js';

/** The pane that a narrow screen shows. */
export type Pane = 'chart' | 'list';

export interface TimelineToolbarProps {
  readonly state: TimelineState;
  readonly model: TimelineModel;
  readonly live: LiveAnswers;
  readonly canvas: RefObject<TimelineCanvasHandle | null>;
  readonly pane: Pane;
  readonly onPane: (pane: Pane) => void;
  readonly onPng: () => void;
  readonly onJson: () => void;
}

export function TimelineToolbar(props: TimelineToolbarProps): ReactNode {
  const { state, model, live, canvas, pane, onPane, onPng, onJson } = props;
  const { trace, hops, direction, limits, compressWaits, clocks, selected } = state;
  const span = parseSpanKey(selected);
  return (
    <Toolbar title={<TimelineSummary state={state} model={model} />}>
      <ViewTabs
        view="timeline"
        trace={trace}
        span={span}
        around={{
          hops: hops === DEFAULT_HOPS ? undefined : hops,
          direction: direction === 'both' ? undefined : direction,
        }}
        clocks={clocks}
      />
      <HopsSelect hops={hops} />
      <ToggleGroup
        label="Direction"
        value={direction}
        options={[
          ['causes', 'Causes'],
          ['both', 'Both'],
          ['effects', 'Effects'],
        ]}
        onChange={(value) => updateAddress({ direction: value === 'both' ? undefined : value, at: undefined })}
      />
      <ToggleGroup
        label="Time scale"
        value={compressWaits ? 'compressed' : 'true'}
        options={[
          ['compressed', 'Compressed waits'],
          ['true', 'Linear time'],
        ]}
        onChange={(time) =>
          updateAddress({ time: time === 'true' ? 'true' : undefined, at: undefined }, { replace: true })
        }
      />
      <ClocksSwitch
        clocks={clocks}
        offsets={model.clockOffsets}
        onChange={(value) => updateAddress({ clocks: value, at: undefined }, { replace: true })}
      />
      <div className="buttons" role="group" aria-label="Zoom">
        <IconButton icon="minus" label="Zoom out" title="Zoom out (−)" onClick={() => canvas.current?.zoom(1 / 1.6)} />
        <IconButton
          icon="fit"
          label="Zoom to fit"
          title="Zoom to fit (0)"
          onClick={() => canvas.current?.zoomToFit()}
        />
        <IconButton icon="plus" label="Zoom in" title="Zoom in (+)" onClick={() => canvas.current?.zoom(1.6)} />
      </div>
      <ExportMenu>
        <button type="button" onClick={onPng}>
          Image (PNG)
        </button>
        <button type="button" onClick={onJson}>
          Data (JSON)
        </button>
        <ExportLinks trace={trace} around={{ hops, direction, ...limits, keep: span && selected }} />
        <OpenInLinks traceId={trace} />
      </ExportMenu>
      <LiveTools {...live} />
      <Link className="button only-narrow" to={hrefTo('traces')}>
        <Icon name="back" /> Traces
      </Link>
      <span className="only-narrow">
        <ToggleGroup
          label="Show as"
          value={pane}
          options={[
            ['chart', 'Chart'],
            ['list', 'List'],
          ]}
          onChange={onPane}
        />
      </span>
    </Toolbar>
  );
}

function HopsSelect({ hops }: { readonly hops: number }): ReactNode {
  const choices = [...new Set([0, 1, 2, 3, 5, 10, 20, 50, hops])].sort((one, other) => one - other);
  return (
    <label className="inline">
      {' '}
      Hops{' '}
      <select
        value={hops}
        onChange={({ target }) =>
          updateAddress({ hops: target.value === String(DEFAULT_HOPS) ? undefined : target.value, at: undefined })
        }
      >
        {choices.map((choice) => (
          <option key={choice} value={choice}>
            {choice}
          </option>
        ))}
      </select>
    </label>
  );
}
