/** What tells an edge from all others. */
import type { ServiceEdge } from '../../../api/answers.js';

/** The same for the same edge of any answer. */
export const edgeKey = ({ from, to, kind, relation = '' }: ServiceEdge): string => [kind, from, to, relation].join('|');
