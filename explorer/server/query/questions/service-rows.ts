/** Services and the edges between them as rows, which the engine computes from `tables.traces`. */
import type { StoreReader } from '../../store/store-reader.js';
import { readTextsThatFit } from '../index/bounded-text.js';
import type { CutMarks } from '../index/bounded-text.js';
import { inBatches } from '../index/id-batches.js';
import { countSpans } from './counted-spans.js';
import type { CountedSpans } from './counted-spans.js';
import { callsSql, linksSql, nodesOf, nodesSql } from './service-sql.js';
import type { ServicesSql } from './service-sql.js';

/** The services, and the edges of each kind, that an answer lists; one more is read if there are more. */
export const MAX_SERVICES = 1000;
export const MAX_EDGES = 4000;

type Quantiles = readonly [p50: number, p95: number];

export interface ServiceRow {
  readonly name: string;
  readonly count: number;
  readonly errors: number;
  /** Microseconds. */
  readonly took: Quantiles;
}

export interface EdgeRow {
  readonly from: string;
  readonly to: string;
  readonly count: number;
  readonly errors: number;
  readonly took: Quantiles;
}

export interface LinkEdgeRow extends EdgeRow {
  readonly relation: string;
  readonly gaps: Quantiles;
}

export interface ServiceRows {
  readonly nodes: readonly (ServiceRow & CutMarks)[];
  /** Services that edges name, if there are more than those. */
  readonly others: readonly (ServiceRow & CutMarks)[];
  readonly calls: readonly (EdgeRow & CutMarks)[];
  readonly links: readonly (LinkEdgeRow & CutMarks)[];
}

/**
 * @param where SQL that is true of the spans that count: of all forms of a span, or of a form and each later one
 * @param params values for its placeholders, and `oneOf` to multiply counts by
 */
export async function readServiceRows(
  reader: StoreReader,
  where: string,
  params: Readonly<Record<string, unknown>>,
): Promise<ServiceRows> {
  const spans = await countSpans(reader, where, params);
  const read = <T extends object>(sql: ServicesSql, most: number): Promise<(T & CutMarks)[]> =>
    readTextsThatFit<T>((texts) => reader.rows(`${sql(spans, texts)} LIMIT ${most + 1}`, params));
  const [nodes, calls, links] = await Promise.all([
    read<ServiceRow>(nodesSql, MAX_SERVICES),
    read<EdgeRow>(callsSql, MAX_EDGES),
    read<LinkEdgeRow>(linksSql, MAX_EDGES),
  ]);
  return {
    nodes,
    calls,
    links,
    others: nodes.length > MAX_SERVICES ? await readOthers(reader, spans, params, nodes, [...calls, ...links]) : [],
  };
}

/** Reads the services that edges name, but that are not among the first. */
async function readOthers(
  reader: StoreReader,
  spans: CountedSpans,
  params: Readonly<Record<string, unknown>>,
  nodes: readonly ServiceRow[],
  edges: readonly EdgeRow[],
): Promise<readonly (ServiceRow & CutMarks)[]> {
  const listed = new Set(nodes.slice(0, MAX_SERVICES).map(({ name }) => name));
  const named = new Set(edges.flatMap(({ from, to }) => [from, to]));
  const others = await Promise.all(
    inBatches([...named].filter((name) => !listed.has(name))).map((names) =>
      readTextsThatFit<ServiceRow>((texts) =>
        reader.rows(nodesOf(spans, texts, `${texts.text('ServiceName')} IN {names:Array(String)}`), {
          ...params,
          names,
        }),
      ),
    ),
  );
  return others.flat();
}
