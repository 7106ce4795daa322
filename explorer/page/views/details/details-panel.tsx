/** The panel beside a timeline with the details of the selection. */
import type { ReactNode } from 'react';
import { IconButton } from '../../components/icon-button.js';
import './details-panel.css';

export interface DetailsPanelProps {
  readonly label: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

export function DetailsPanel({ label, onClose, children }: DetailsPanelProps): ReactNode {
  return (
    <aside className="details" aria-label={label}>
      <IconButton icon="close" label="Close details" className="details-close" onClick={onClose} />
      {children}
    </aside>
  );
}
