/** nestjs-otel: its options may be a function of the arguments, in which the user makes the links by hand. */
import 'reflect-metadata';
import { propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { Span } from 'nestjs-otel';
import { legacy } from '../decorate.mjs';
import { asyncOrders, nestedOrders, orders } from '../orders.mjs?nestjs-otel';

const extractContext = (message) => trace.getSpanContext(propagation.extract(ROOT_CONTEXT, message.headers));

const one = Span('Orders.handle', (message) => {
  const context = extractContext(message);
  return { links: context === undefined ? [] : [{ context }] };
});

const many = Span('Orders.handle', (batch) => {
  const links = [];
  for (const message of batch) {
    const context = extractContext(message);
    if (context !== undefined) links.push({ context });
  }
  return { links };
});

/** An instance for each kind of work. */
export const work = {
  plain: () => new (legacy(orders(), 'handle', Span()))(),
  linked: () => new (legacy(orders(), 'handle', one))(),
  async: () => new (legacy(asyncOrders(), 'handle', one))(),
  batch: () => new (legacy(orders(), 'handle', many))(),
  nested: () => new (legacy(nestedOrders(), 'handle', Span()))(),
};
