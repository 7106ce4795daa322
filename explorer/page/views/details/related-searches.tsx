/** The questions that a span suggests: its chain, its traces on either side, and its trace in other backends. */
import type { ReactNode } from 'react';
import type { SpanDetail } from '../../../api/answers.js';
import { Link } from '../../components/link.js';
import { hrefTo } from '../../data/address.js';
import { OpenInLinks } from './open-in-links.js';

export function RelatedSearches({ span }: { readonly span: SpanDetail }): ReactNode {
  const { traceId, spanId, causedBy, ledTo } = span;
  const conversation = span.attributes['gen_ai.conversation.id'];
  const asCause = { 'causedBy.trace': traceId, 'causedBy.span': spanId };
  const asEffect = { 'ledTo.trace': traceId, 'ledTo.span': spanId };
  return (
    <nav className="asks" aria-label="Related searches">
      <Link to={hrefTo('chain', { trace: traceId, span: spanId })}>Causal chain to this span</Link>
      {ledTo.total > 0 && <Link to={hrefTo('traces', asCause)}>Traces it led to</Link>}
      {ledTo.total > 0 && <Link to={hrefTo('traces', { status: 'error', ...asCause })}>Errors it led to</Link>}
      {causedBy.total > 0 && <Link to={hrefTo('traces', asEffect)}>Traces that led to it</Link>}
      {conversation !== undefined && <Link to={hrefTo('conversation', { conversation })}>Its conversation</Link>}
      <OpenInLinks traceId={traceId} />
    </nav>
  );
}
