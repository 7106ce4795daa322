/** `usage`: the tokens and the cost of the spans around a trace. */
import type { UsageAnswer } from '../../../api/conversation-answers.js';
import type { AskedOf } from '../../../api/questions.js';
import type { StoreReader } from '../../store/store-reader.js';
import { completeness } from '../completeness.js';
import { IndexCache } from '../index/index-cache.js';
import { SpanForest } from '../index/span-forest.js';
import { readSpansOfTraces } from '../index/span-rows.js';
import { readUsage, sumUsage } from '../traces/usage.js';
import { tracesAround } from './graph.js';

export async function answerUsage(reader: StoreReader, params: AskedOf<'usage'>): Promise<UsageAnswer> {
  const { hopsByTrace, cutBy } = await tracesAround(new IndexCache(reader), params);
  const { spans, incompleteTraces } = await readSpansOfTraces(reader, [...hopsByTrace.keys()]);
  const { rows, isCut } = await readUsage(reader, spans);
  const forest = new SpanForest();
  forest.add(spans);
  const { cost, ...tokens } = sumUsage(rows, forest);
  return {
    ...tokens,
    ...(cost > 0 && { cost }),
    spans: rows.length,
    ...completeness([...cutBy, (isCut || incompleteTraces.size > 0) && 'rows']),
  };
}
