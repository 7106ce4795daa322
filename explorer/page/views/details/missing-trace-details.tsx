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
    <DetailsPanel label="Details of the trace" onClose={onClose}>
      <header>
        <h2>Trace {shortId(traceId)} was not received</h2>
      </header>
      <p>
        A link points to it, but what it points to is not here. It may have been dropped by sampling, be older than what
        is kept, be sent to another backend, or still be on its way: then it appears here by itself.
      </p>
      <p>So that linked traces are kept together, sample both ends by the same decision.</p>
      <nav className="asks" aria-label="Ask on">
        <OpenInLinks traceId={traceId} />
      </nav>
      <AttributesSection title="Identity" attributes={{ trace: traceId }} isOpen />
    </DetailsPanel>
  );
}
