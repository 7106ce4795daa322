/** The tabs between the views of a trace: timeline, graph and chain. */
import type { ReactNode } from 'react';
import type { Clocks } from '../../../api/adjust-clocks.js';
import type { SpanRef } from '../../../api/answers.js';
import { hrefTo, type QueryChange } from '../../data/address.js';
import { Link } from '../../components/link.js';
import '../../components/toggle-group.css';

const TABS = [
  ['timeline', 'Timeline'],
  ['graph', 'Graph'],
  ['chain', 'Chain'],
] as const;

export interface ViewTabsProps {
  readonly view: (typeof TABS)[number][0];
  readonly trace: string;
  readonly span?: SpanRef | undefined;
  /** The query that the timeline and the graph share. */
  readonly around?: QueryChange;
  readonly clocks: Clocks | undefined;
}

export function ViewTabs({ view, trace, span, around = {}, clocks }: ViewTabsProps): ReactNode {
  // a chain ends with a span: the selected one, if there is one
  const to = (tab: (typeof TABS)[number][0]): string =>
    tab === 'chain' && span !== undefined
      ? hrefTo(tab, { clocks, trace: span.traceId, span: span.spanId })
      : hrefTo(tab, { clocks, trace, ...(tab === 'chain' ? {} : around) });
  return (
    <nav className="tabs" aria-label="Views of this trace">
      {TABS.map(([tab, name]) => (
        <Link key={tab} to={to(tab)} aria-current={tab === view ? 'page' : undefined}>
          {name}
        </Link>
      ))}
    </nav>
  );
}
