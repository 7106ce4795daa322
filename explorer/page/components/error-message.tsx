/** The place of a view, or a part of it, that could not be loaded. */
import type { ReactNode } from 'react';
import './view-state.css';

export interface ErrorMessageProps {
  /** Its message is shown: it says what to do. */
  readonly error: Error;
  readonly onRetry?: () => void;
}

export function ErrorMessage({ error, onRetry }: ErrorMessageProps): ReactNode {
  return (
    <div className="state is-problem" role="alert">
      <svg viewBox="0 0 24 24" width="28" height="28" aria-hidden="true">
        <path
          d="M12 3 22 20H2Z M12 9v5 M12 16.6v.8"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.8"
          strokeLinejoin="round"
          strokeLinecap="round"
        />
      </svg>
      <p>{error.message}</p>
      {onRetry !== undefined && (
        <button type="button" className="button" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  );
}
