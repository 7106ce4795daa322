/** The details of a trace that links refer to and that was not received: the likely reasons. */
import type { ReactNode } from 'react';
import { shortId } from '../../components/format.js';
import { AttributesSection } from './attributes-section.js';
import { DetailsPanel } from './details-panel.js';
import { OpenInLinks } from './open-in-links.js';

export interface MissingTraceDetailsProps {
  readonly traceId: string;
  readonly onClose: () => void;
}

export function MissingTraceDetails({ traceId, onClose }: MissingTraceDetailsProps): ReactNode {
  return (
    <DetailsPanel label="Trace details" onClose={onClose}>
      <header>
        <h2>Trace {shortId(traceId)} was not received</h2>
      </header>
      <p>
        A link refers to this trace, but none of its spans was received. They may have been dropped by sampling, deleted
        after the retention period, or sent to another backend. If they are still on their way, they appear here by
        themselves.
      </p>
      <p>To keep linked traces together, sample both ends by the same decision.</p>
      <nav className="asks" aria-label="Other backends">
        <OpenInLinks traceId={traceId} />
      </nav>
      <AttributesSection title="Identity" attributes={{ trace: traceId }} isOpen />
    </DetailsPanel>
  );
}
