/** The tooltip of the bar or arc under the pointer. */
import type { ReactNode } from 'react';
import { duration, plural, shortId } from '../components/format.js';
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
        {bar.service}
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
  const gap =
    (arc.to.bar.span?.start ?? NaN) - ((arc.from.bar.span?.start ?? NaN) + (arc.from.bar.span?.duration ?? NaN));
  return (
    <>
      <strong>{arc.link.relation ?? 'link'}</strong>
      <span>
        {arc.from.bar.label} → {arc.to.bar.label}
      </span>
      {Number.isFinite(gap) && (
        <span>
          {gap >= 0 ? `${duration(gap)} from end to start` : `started ${duration(-gap)} before its cause ended`}
        </span>
      )}
    </>
  );
}
