/** The summary of a timeline: its trace, its counts, what is missing, and its clocks. */
import type { ReactNode } from 'react';
import { plural, shortId } from '../../components/format.js';
import { ClocksNotice } from '../../components/clocks-switch.js';
import { CutNotice } from '../../components/cut-notice.js';
import { Name } from '../../components/name.js';
import { UsageNote } from '../../components/usage-note.js';
import { ServiceSwatch } from '../../components/service-name.js';
import type { TimelineModel } from '../../data/timeline-model.js';
import { updateAddress, type TimelineState } from './timeline-state.js';

export interface TimelineSummaryProps {
  readonly state: TimelineState;
  readonly model: TimelineModel;
}

export function TimelineSummary({ state, model }: TimelineSummaryProps): ReactNode {
  const { trace, hops, direction, limits, clocks } = state;
  const { lanes, spans, links, missing, cutBy, clockOffsets } = model;
  const center = lanes.find(({ traceId }) => traceId === trace);
  return (
    <>
      {center !== undefined && <ServiceSwatch service={center.service} />}
      <h1>{center === undefined ? `Trace ${shortId(trace)}` : <Name text={center.name} />}</h1>
      <p className="soft">
        {plural(lanes.length, 'trace')}, {plural(spans.length, 'span')}, {plural(links.length, 'link')}
        {missing.length > 0 && `, ${plural(missing.length, 'trace')} not received`}
        <UsageNote around={{ trace, hops, direction, traces: limits.traces }} names={spans.map(({ name }) => name)} />
        <CutNotice
          cutBy={cutBy}
          limits={{ hops, ...limits }}
          onRaise={(bound, to) => updateAddress({ [bound]: to, at: undefined })}
        />
        <ClocksNotice clocks={clocks} offsets={clockOffsets} />
      </p>
    </>
  );
}
