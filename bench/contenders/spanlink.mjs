/**
 * This package, as the legacy decorator model applies it; the standard one puts the same function in the method's
 * place.
 */
import { LinkFrom, Span } from '../../dist/esm/index.js';
import { legacy } from '../decorate.mjs';
import { laterOrders, nestedOrders, orders } from '../orders.mjs?spanlink';

/** An instance for each kind of work. */
export const work = {
  plain: () => new (legacy(orders(), 'handle', Span()))(),
  linked: () => new (legacy(orders(), 'handle', LinkFrom(0)))(),
  later: () => new (legacy(laterOrders(), 'handle', LinkFrom(0)))(),
  batch: () => new (legacy(orders(), 'handle', LinkFrom(0)))(),
  nested: () => new (legacy(nestedOrders(), 'handle', Span()))(),
};
