/** A class that a workflow shares with its activities. */
import {
  LinkFrom,
  Span,
  SpanGuard,
  Traced,
  configure,
  formatLink,
  inSpan,
  linksFrom,
  startSpan,
  traced,
} from 'spanlink';

@Traced()
export class Prices {
  @Span({ attributes: () => ({ total: Math.random() }) })
  @LinkFrom(0)
  total(
    order: { readonly items: readonly number[]; readonly traceparent?: string },
    guard = SpanGuard.current(),
  ): number {
    guard.setAttribute('items', order.items.length).addEvent('added').link(order).span.setAttribute('a', 1);
    return order.items.reduce((sum, item) => sum + item, 0);
  }

  plain(): string {
    return SpanGuard.current().state;
  }
}

/** Uses all that the package has without a decorator. */
export function useAll(): string[] {
  configure({ linkLimit: 5 });
  const span = startSpan('work');
  const run = span.run(() => inSpan('inner', () => 'ran'));
  span.fail(new Error('no')).complete();
  const none = linksFrom({ traceparent: 'bad' }).length;
  return [
    run,
    traced((text: string) => text)('traced'),
    String(none),
    formatLink(span.spanContext()).length.toString(),
  ];
}
