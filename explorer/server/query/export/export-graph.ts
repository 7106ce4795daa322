/** Exports the spans of a causal graph. */
import type { Bound } from '../../../api/answers.js';
import type { ExportParams } from '../../../api/export.js';
import type { StoreReader } from '../../store/store-reader.js';
import { answerGraph } from '../questions/graph.js';
import { AnonymousSpans } from './anonymous-spans.js';
import { readFullSpans } from './full-spans.js';
import { otlpLines } from './otlp-lines.js';

export interface GraphExport {
  /** A name for the file. */
  readonly name: string;
  /** The bounds that left spans out. */
  readonly cutBy: readonly Bound[];
  /** OTLP in JSON, line by line; read as the store is. */
  readonly lines: AsyncGenerator<string>;
}

/**
 * Finds the spans of a graph, and returns them as lines to be read.
 *
 * @throws a `NotFoundError` if there are none
 */
export async function exportGraph(reader: StoreReader, params: ExportParams): Promise<GraphExport> {
  const graph = await answerGraph(reader, { ...params, clocks: 'measured' });
  const anonymous = new AnonymousSpans(params, graph);
  const lanes = new Map(graph.lanes.map(({ traceId }, index) => [traceId, index]));
  const laneOf = (trace: string): number => lanes.get(trace) ?? 0;
  const spans = [...graph.spans].sort((a, b) => laneOf(a.traceId) - laneOf(b.traceId) || a.start - b.start);
  async function* lines(): AsyncGenerator<string> {
    for await (const page of readFullSpans(reader, spans)) yield* otlpLines(page.map((span) => anonymous.apply(span)));
  }
  const isAnonymous = params.ids === 'renamed';
  return {
    name: `spanlink-${isAnonymous ? 'anonymous' : params.trace.slice(0, 8)}.jsonl`,
    // texts are cut in lists, and whole in an export
    cutBy: graph.cutBy.filter((bound) => bound !== 'text'),
    lines: lines(),
  };
}
