/** Marks spans that start after they were received: the clock of their sender is ahead. */
import type { ReactNode } from 'react';
import { moment } from './format.js';
import { Icon } from './icon.js';
import './future-label.css';

const EXPLANATION = 'It starts after it was received: the clock of its sender is ahead.';

export function FutureLabel({ received }: { readonly received?: number | undefined }): ReactNode {
  const at = received === undefined ? '' : ` It was received on ${moment(received)}.`;
  return (
    <span className="tag future" title={`${EXPLANATION}${at}`}>
      <Icon name="future" /> from the future
    </span>
  );
}
