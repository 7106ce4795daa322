/** The part of the services that is shown: those of a name, the edges of a kind, and the strongest of them. */
import type { ServiceEdge, ServiceNode, ServicesAnswer } from '../../../api/answers.js';
import { edgeKey } from './edge-key.js';

export interface ServiceFilter {
  /** The name of a service, or else a part of names: they are shown with their neighbours; all if it is empty. */
  readonly service: string;
  /** `call`, `link`, or `relation:` and the relation of links; all edges if it is empty. */
  readonly edges: string;
  /** The most edges that are drawn. */
  readonly most: number;
}

/** The choices for the most edges that are drawn. */
export const MOST_DRAWN = [50, 100, 200, 500, 1_000, 2_000, 10_000] as const;
const DEFAULT_DRAWN = 200;

/** Reads the filter from a query; an invalid value is the default. */
export function readFilter(query: URLSearchParams): ServiceFilter {
  const most = Number(query.get('strongest') ?? DEFAULT_DRAWN);
  return {
    service: query.get('service') ?? '',
    edges: query.get('edges') ?? '',
    most: Number.isInteger(most) && most >= 1 && most <= 10_000 ? most : DEFAULT_DRAWN,
  };
}

/** Returns the value of the most drawn edges in the address. */
export const strongestText = (most: number): string | undefined => (most === DEFAULT_DRAWN ? undefined : String(most));

export interface FilteredServices {
  readonly services: readonly ServiceNode[];
  /** The strongest first. */
  readonly edges: readonly ServiceEdge[];
}

/** Returns the services and edges that the filter asks for. */
export function filterServices({ services, edges }: ServicesAnswer, filter: ServiceFilter): FilteredServices {
  const part = filter.service.trim().toLowerCase();
  const isWhole = services.some(({ name }) => name.toLowerCase() === part);
  const isNamed = (name: string): boolean =>
    isWhole ? name.toLowerCase() === part : name.toLowerCase().includes(part);
  const kept = edges
    .filter((edge) => isOfKind(edge, filter.edges) && (part === '' || isNamed(edge.from) || isNamed(edge.to)))
    .sort((one, other) => other.count - one.count || (edgeKey(one) < edgeKey(other) ? -1 : 1));
  const neighbours = new Set(kept.flatMap(({ from, to }) => [from, to]));
  return {
    services: part === '' ? services : services.filter(({ name }) => isNamed(name) || neighbours.has(name)),
    edges: kept,
  };
}

const isOfKind = ({ kind, relation = '' }: ServiceEdge, wanted: string): boolean =>
  wanted === '' || wanted === kind || (kind === 'link' && wanted === relationValue(relation));

/** Returns the value of a filter for links of a relation. */
export const relationValue = (relation: string): string => `relation:${relation}`;

/** Returns the relations of all links, in the order of the alphabet. */
export const relationsOf = (edges: readonly ServiceEdge[]): string[] =>
  [...new Set(edges.flatMap(({ kind, relation = '' }) => (kind === 'link' ? [relation] : [])))].sort();
