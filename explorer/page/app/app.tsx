/** The application: its header, and the view in the address. */
import { lazy, Suspense, useEffect, useState, type ReactNode } from 'react';
import { navigate, hrefTo, useAddress, type View } from '../data/address.js';
import { useAnswer } from '../data/use-answer.js';
import { assignColors } from '../theme/service-colors.js';
import { FileOpener } from '../files/file-opener.js';
import { ShortcutsDialog } from './shortcuts-dialog.js';
import { toggleColorScheme } from '../theme/use-color-scheme.js';
import { useShortcuts } from '../components/use-shortcuts.js';
import { Loading } from '../components/loading.js';
import { Announcer } from '../live/announcer.js';
import { useLiveFeed } from '../live/use-live-feed.js';
import { ChainView } from '../views/chain/chain-view.js';
import { ConversationView } from '../views/conversations/conversation-view.js';
import { ConversationsView } from '../views/conversations/conversations-view.js';
import { CountersView } from '../views/counters/counters-view.js';
import { ErrorBoundary } from '../components/error-boundary.js';
import { Header } from './header.js';
import { LossNotice } from './loss-notice.js';
import { KeepingView } from '../views/keeping/keeping-view.js';
import { RunView } from '../views/runs/run-view.js';
import { RunsView } from '../views/runs/runs-view.js';
import { TimelineView } from '../views/timeline/timeline-view.js';
import { TracesView } from '../views/traces/traces-view.js';
import './app.css';

// the graph library is as large as all the rest
const GraphView = lazy(async () => ({ default: (await import('../views/graph/graph-view.js')).GraphView }));
const ServicesView = lazy(async () => ({ default: (await import('../views/services/services-view.js')).ServicesView }));

const TITLES: Readonly<Record<View, string>> = {
  traces: 'Traces',
  timeline: 'Causal timeline',
  graph: 'Causal graph',
  chain: 'Causal chain',
  services: 'Services',
  counters: 'Counters of links',
  runs: 'Runs',
  run: 'Run',
  conversations: 'Conversations',
  conversation: 'Conversation',
  keeping: 'Keeping',
};

export function App(): ReactNode {
  const { view, query } = useAddress();
  const [isHelpOpen, setHelpOpen] = useState(false);
  useLiveFeed();
  const [isFilesOpen, setFilesOpen] = useState(false);
  const facets = useAnswer('facets', {}, { refetchInterval: 60_000 });
  if (facets.data !== undefined) assignColors(facets.data.services);
  useEffect(() => {
    document.title = `${TITLES[view]} · Spanlink explorer`;
  }, [view]);
  useShortcuts({
    '?': () => setHelpOpen(true),
    '1': () => navigate(hrefTo('traces')),
    '2': () => navigate(hrefTo('services')),
    '3': () => navigate(hrefTo('runs')),
    o: () => setFilesOpen(true),
    t: toggleColorScheme,
    '/': () => {
      const field = document.querySelector<HTMLElement>('[data-search]');
      if (field === null) navigate(hrefTo('traces'));
      else field.focus();
    },
  });
  // colours are assigned to all known services first: otherwise they would change between views
  const isReady = !facets.isPending;
  return (
    <>
      <a className="skip" href="#main" onClick={() => document.getElementById('main')?.focus()}>
        Skip to content
      </a>
      <Header view={view} onFiles={() => setFilesOpen(true)} onHelp={() => setHelpOpen(true)} />
      <LossNotice />
      <main id="main" tabIndex={-1} className={`view is-${view}`}>
        <ErrorBoundary key={view}>
          <Suspense fallback={<Loading what="the view" />}>
            {isReady ? <CurrentView view={view} query={query} /> : <Loading what="the explorer" />}
          </Suspense>
        </ErrorBoundary>
      </main>
      <Announcer />
      <FileOpener isOpen={isFilesOpen} onClose={() => setFilesOpen(false)} />
      {isHelpOpen && <ShortcutsDialog onClose={() => setHelpOpen(false)} />}
    </>
  );
}

function CurrentView({ view, query }: { readonly view: View; readonly query: URLSearchParams }): ReactNode {
  switch (view) {
    case 'traces':
      return <TracesView query={query} />;
    case 'timeline':
      return <TimelineView query={query} />;
    case 'graph':
      return <GraphView query={query} />;
    case 'chain':
      return <ChainView query={query} />;
    case 'services':
      return <ServicesView query={query} />;
    case 'counters':
      return <CountersView query={query} />;
    case 'runs':
      return <RunsView query={query} />;
    case 'run':
      return <RunView query={query} />;
    case 'conversations':
      return <ConversationsView query={query} />;
    case 'conversation':
      return <ConversationView query={query} />;
    case 'keeping':
      return <KeepingView />;
  }
}
