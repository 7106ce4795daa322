/** The place of a view, or a part of it, that is still loading. */
import type { ReactNode } from 'react';
import './view-state.css';

export function Loading({ what }: { readonly what: string }): ReactNode {
  return (
    <div className="state" role="status">
      <div className="spinner" aria-hidden="true" />
      <p>Loading {what}…</p>
    </div>
  );
}
