/** The header of the page: navigation, the status of the store, and settings. */
import type { ReactNode } from 'react';
import { hrefTo, type View } from '../data/address.js';
import { useAnswer } from '../data/use-answer.js';
import { count } from '../components/format.js';
import { Link } from '../components/link.js';
import { Icon } from '../components/icon.js';
import { toggleColorScheme, useColorScheme } from '../theme/use-color-scheme.js';
import './header.css';

type Place = readonly [view: View, name: string, within: readonly View[]];

const PLACES: readonly Place[] = [
  ['traces', 'Traces', ['traces', 'timeline', 'graph', 'chain']],
  ['services', 'Services', ['services', 'counters']],
  ['runs', 'Runs', ['runs', 'run', 'conversations', 'conversation']],
];
const KEEPING: Place = ['keeping', 'Keeping', ['keeping']];

export interface HeaderProps {
  readonly view: View;
  readonly onFiles: () => void;
  readonly onHelp: () => void;
}

export function Header({ view, onFiles, onHelp }: HeaderProps): ReactNode {
  const scheme = useColorScheme();
  const isKeeping = useAnswer('status', {}).data?.policies !== undefined;
  return (
    <header className="header">
      <Link to={hrefTo('traces')} className="brand" aria-label="Spanlink explorer home">
        <svg viewBox="0 0 32 32" width="26" height="26" aria-hidden="true">
          <rect x="3" y="6" width="14" height="6" rx="3" className="brand-cause" />
          <rect x="15" y="20" width="14" height="6" rx="3" className="brand-effect" />
          <path d="M17 9c8 0 8 6 4 10" className="brand-link" />
        </svg>
        <span>spanlink</span>
      </Link>
      <nav aria-label="Views">
        {[...PLACES, ...(isKeeping ? [KEEPING] : [])].map(([to, name, within]) => (
          <Link key={to} to={hrefTo(to)} aria-current={within.includes(view) ? 'page' : undefined}>
            {name}
          </Link>
        ))}
      </nav>
      <StoreStatus />
      <button
        type="button"
        className="icon-button"
        aria-label="Open files"
        title="Open files (o), or drop them anywhere"
        onClick={onFiles}
      >
        <Icon name="open" />
      </button>
      <button
        type="button"
        className="icon-button"
        aria-label={scheme === 'dark' ? 'Switch to light mode' : 'Switch to dark mode'}
        title="Toggle dark mode (t)"
        onClick={toggleColorScheme}
      >
        <Icon name={scheme === 'dark' ? 'sun' : 'moon'} />
      </button>
      <button
        type="button"
        className="icon-button"
        aria-label="Keyboard shortcuts"
        title="Keyboard shortcuts (?)"
        onClick={onHelp}
      >
        <Icon name="help" />
      </button>
    </header>
  );
}

/** The numbers of stored spans and links, the progress of a back-fill, or that the explorer cannot be reached. */
function StoreStatus(): ReactNode {
  const { data, error } = useAnswer('status', {}, { refetchInterval: 5_000 });
  if (error !== null) {
    return (
      <p className="health is-error" role="status">
        <span className="dot" aria-hidden="true" /> explorer unreachable
      </p>
    );
  }
  if (data === undefined) return <p className="health" />;
  const { backfill, spans, links } = data;
  return (
    <div className="health">
      {!backfill.isDone && (
        <span
          className="backfill"
          title="Links of older spans are still being indexed. Until this is done, some links are not shown."
        >
          <label htmlFor="backfill">Indexing links</label>
          <progress id="backfill" max={Math.max(backfill.total, 1)} value={backfill.done} />
          {Math.floor((backfill.done / Math.max(backfill.total, 1)) * 100)} %
        </span>
      )}
      <span className="counts">
        <b>{count(spans)}</b> spans <b>{count(links)}</b> links
      </span>
    </div>
  );
}
