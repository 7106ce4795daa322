/** nestjs-otel: its options may be a function of the arguments, in which its user makes the links by hand. */
import 'reflect-metadata';
import { propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { Span } from 'nestjs-otel';
import { legacy } from '../decorate.mjs';
import { laterOrders, nestedOrders, orders } from '../orders.mjs?nestjs-otel';

const contextOf = (message) => trace.getSpanContext(propagation.extract(ROOT_CONTEXT, message.headers));

const one = Span('Orders.handle', (message) => {
  const context = contextOf(message);
  return { links: context === undefined ? [] : [{ context }] };
});

const many = Span('Orders.handle', (batch) => {
  const links = [];
  for (const message of batch) {
    const context = contextOf(message);
    if (context !== undefined) links.push({ context });
  }
  return { links };
});

/** An instance for each kind of work. */
export const work = {
  plain: () => new (legacy(orders(), 'handle', Span()))(),
  linked: () => new (legacy(orders(), 'handle', one))(),
  later: () => new (legacy(laterOrders(), 'handle', one))(),
  batch: () => new (legacy(orders(), 'handle', many))(),
  nested: () => new (legacy(nestedOrders(), 'handle', Span()))(),
};
