/** The identity of an edge between services. */
import type { ServiceEdge } from '../../../api/answers.js';

/** Returns a key that stays the same between answers. */
export const edgeKey = ({ from, to, kind, relation = '' }: ServiceEdge): string =>
  // a name may contain anything, also what separates it
  [kind, from, to, relation].map((part) => part.replace(/[%|]/g, encodeURIComponent)).join('|');
