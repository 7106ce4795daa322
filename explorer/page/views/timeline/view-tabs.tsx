/** The ways to look at a trace and what is around it. */
import type { ReactNode } from 'react';
import type { SpanRef } from '../../../api/answers.js';
import { hrefOf, type Change } from '../../data/address.js';
import { Go } from '../../components/link.js';

const TABS = [
  ['timeline', 'Timeline'],
  ['graph', 'Graph'],
  ['chain', 'Chain'],
] as const;

export interface ViewTabsProps {
  readonly view: (typeof TABS)[number][0];
  readonly trace: string;
  readonly span?: SpanRef | undefined;
  /** What the timeline and the graph both know. */
  readonly around?: Change;
}

export function ViewTabs({ view, trace, span, around = {} }: ViewTabsProps): ReactNode {
  // a chain ends with a span, the selected one if there is one
  const to = (tab: (typeof TABS)[number][0]): string =>
    tab === 'chain' && span !== undefined
      ? hrefOf(tab, { trace: span.traceId, span: span.spanId })
      : hrefOf(tab, { trace, ...(tab === 'chain' ? {} : around) });
  return (
    <nav className="tabs" aria-label="Ways to look at it">
      {TABS.map(([tab, name]) => (
        <Go key={tab} to={to(tab)} aria-current={tab === view ? 'page' : undefined}>
          {name}
        </Go>
      ))}
    </nav>
  );
}
