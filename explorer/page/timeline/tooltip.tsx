/** The tooltip of the bar or arc under the pointer. */
import type { ReactNode } from 'react';
import { duration, plural, shortId } from '../components/format.js';
import { Name } from '../components/name.js';
import { causalGap, type CausalGap } from '../data/causal-gap.js';
import type { Hit } from './hit-test.js';
import type { Point } from './use-gestures.js';
import type { Size } from './viewport.js';
import './tooltip.css';

export function Tooltip({
  hit,
  point,
  size,
}: {
  readonly hit: Hit;
  readonly point: Point;
  readonly size: Size;
}): ReactNode {
  const isRight = point.x > size.width - 300;
  const isLow = point.y > size.height - 110;
  const x = isRight ? size.width - point.x + 12 : point.x + 14;
  const y = isLow ? size.height - point.y + 12 : point.y + 16;
  return (
    // the details and the outline have the same content
    <div
      className="tooltip"
      aria-hidden="true"
      style={{ [isRight ? 'right' : 'left']: x, [isLow ? 'bottom' : 'top']: y }}
    >
      {hit.kind === 'bar' && <BarTooltip hit={hit} />}
      {hit.kind === 'arc' && <ArcTooltip hit={hit} />}
    </div>
  );
}

function BarTooltip({ hit: { bar } }: { readonly hit: Extract<Hit, { kind: 'bar' }> }): ReactNode {
  if (bar.isGhost) return <span>Trace {shortId(bar.traceId)} was not received</span>;
  return (
    <>
      <strong>{bar.label}</strong>
      <span>
        <Name text={bar.service} empty="no service name" />
        {bar.span !== undefined && ` · ${bar.span.kind} · ${duration(bar.span.duration)}`}
      </span>
      {bar.isError && <span className="is-error">▲ error</span>}
      {bar.causesOutside + bar.effectsOutside > 0 && (
        <span>{plural(bar.causesOutside + bar.effectsOutside, 'link')} to traces outside this timeline</span>
      )}
    </>
  );
}

function ArcTooltip({ hit: { arc } }: { readonly hit: Extract<Hit, { kind: 'arc' }> }): ReactNode {
  const [cause, effect] = [arc.from.bar.span, arc.to.bar.span];
  return (
    <>
      <strong>
        <Name text={arc.link.relation ?? 'link'} />
      </strong>
      <span>
        {arc.from.bar.label} → {arc.to.bar.label}
      </span>
      {cause !== undefined && effect !== undefined && <span>{describeGap(causalGap(cause, effect))}</span>}
    </>
  );
}

const describeGap = ({ kind, time }: CausalGap): string =>
  ({
    wait: `${duration(time)} from end to start`,
    during: `started ${duration(time)} before its cause ended`,
    skew: `clock skew: started ${duration(time)} before its cause`,
  })[kind];
