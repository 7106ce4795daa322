/** Tells what an answer left out of a list of a span, and offers to ask for more of it. */
import type { ReactNode } from 'react';
import { count, plural } from '../../components/format.js';

export interface MoreNoteProps {
  /** What one of the list is called. */
  readonly what: string;
  /** The number of those that were left out. */
  readonly rest: number;
  /** The number that can be listed next. */
  readonly more: number | undefined;
  readonly onMore: (to: number) => void;
}

export function MoreNote({ what, rest, more, onMore }: MoreNoteProps): ReactNode {
  return (
    <p className="soft">
      {plural(rest, `more ${what}`)} not listed.{' '}
      {more !== undefined && (
        <button type="button" className="link-button" onClick={() => onMore(more)}>
          List up to {count(more)}
        </button>
      )}
    </p>
  );
}
