/**
 * @amplication/opentelemetry-nestjs: its `@Span` marks a method, which its Nest module wraps with this call at the
 * start. It makes no links.
 */
import 'reflect-metadata';
import { TraceWrapper } from '@amplication/opentelemetry-nestjs/dist/trace/trace-wrapper.js';
import { nestedOrders, orders } from '../orders.mjs?amplication';

function wrap(owner) {
  const { handle } = owner.prototype;
  owner.prototype.handle = TraceWrapper.wrap(handle, 'Orders.handle', {
    'nestjs.type': 'custom',
    'nestjs.provider': 'Orders',
    'nestjs.callback': 'handle',
    'nestjs.name': undefined,
  });
  return owner;
}

/** An instance for each kind of work it can do. */
export const work = {
  plain: () => new (wrap(orders()))(),
  nested: () => new (wrap(nestedOrders()))(),
};
