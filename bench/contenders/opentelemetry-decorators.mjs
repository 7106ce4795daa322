/** opentelemetry-decorators: standard decorators, which make no links. */
import decorators from 'opentelemetry-decorators';
import { standard } from '../decorate.mjs';
import { nestedOrders, orders } from '../orders.mjs?opentelemetry-decorators';

const { InSpan } = decorators;

/** An instance for each kind of work it can do. */
export const work = {
  plain: () => new (standard(orders(), 'handle', InSpan('Orders.handle')))(),
  nested: () => new (standard(nestedOrders(), 'handle', InSpan('Orders.handle')))(),
};
