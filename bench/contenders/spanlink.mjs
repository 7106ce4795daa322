/** Spanlink, as the legacy decorator model applies it; the standard model installs the same function. */
import { LinkFrom, Span } from '../../dist/esm/index.js';
import { legacy } from '../decorate.mjs';
import { asyncOrders, nestedOrders, orders } from '../orders.mjs?spanlink';

/** An instance for each kind of work. */
export const work = {
  plain: () => new (legacy(orders(), 'handle', Span()))(),
  linked: () => new (legacy(orders(), 'handle', LinkFrom(0)))(),
  async: () => new (legacy(asyncOrders(), 'handle', LinkFrom(0)))(),
  batch: () => new (legacy(orders(), 'handle', LinkFrom(0)))(),
  nested: () => new (legacy(nestedOrders(), 'handle', Span()))(),
};
