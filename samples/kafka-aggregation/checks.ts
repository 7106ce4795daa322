/** Checks the links of a window: all of its messages, in order, and what its total led to. */
import { formatLink } from 'spanlink';
import type { FinishedSpan } from 'spanlink/testing';
import { WINDOW } from './totals.js';

/** The result of one check. */
export interface Check {
  readonly label: string;
  readonly passed: boolean;
}

export function checkWindow(spans: readonly FinishedSpan[]): Check[] {
  const named = (name: string): FinishedSpan[] => spans.filter((span) => span.name === name);
  const contextsOf = (name: string): string[] => named(name).map((span) => formatLink(span.spanContext()));
  const [orders, payments] = [contextsOf('Shop.order'), contextsOf('Shop.pay')];
  const expected = orders.flatMap((order, at) => [order, payments[at]]);
  const [close] = named('Totals.close');
  const [enter] = named('Books.enter');
  const links = spans
    .filter(({ name }) => name.startsWith('Totals.close'))
    .sort(byPart)
    .flatMap((span) => span.links);
  const offsets = links.map(({ attributes }) => attributes?.['kafka.offset']);
  return [
    {
      label: `${links.length} links of a window to ${orders.length} orders and ${payments.length} payments, in order`,
      passed: links.length === 2 * WINDOW && links.map(({ context }) => formatLink(context)).join() === expected.join(),
    },
    {
      label: 'each link has the topic and the offset of its message',
      passed: links.every(
        ({ attributes }, at) =>
          attributes?.['messaging.destination.name'] === (at % 2 === 0 ? 'orders' : 'payments') &&
          offsets[at] === Math.floor(at / 2),
      ),
    },
    {
      label: `the span counts ${String(close?.attributes['messaging.batch.message_count'])} messages`,
      passed: close?.attributes['messaging.batch.message_count'] === 2 * WINDOW,
    },
    {
      label: 'the entry in the books ← triggered: the window',
      passed:
        close !== undefined &&
        enter?.links.map(({ context }) => formatLink(context)).join() === formatLink(close.spanContext()),
    },
  ];
}

/** The span itself first, then its parts as they are numbered. */
function byPart(one: FinishedSpan, other: FinishedSpan): number {
  return one.name.localeCompare(other.name, 'en', { numeric: true });
}
