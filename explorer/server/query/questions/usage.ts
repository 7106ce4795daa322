/** `usage`: the tokens and the cost of the spans around a trace. */
import type { UsageAnswer } from '../../../api/conversation-answers.js';
import type { AskedOf } from '../../../api/questions.js';
import type { StoreReader } from '../../store/store-reader.js';
import { completeness } from '../completeness.js';
import { IndexCache } from '../index/index-cache.js';
import { usageOfTraces } from '../traces/usage.js';
import { tracesAround } from './graph.js';

export async function answerUsage(reader: StoreReader, params: AskedOf<'usage'>): Promise<UsageAnswer> {
  const { hopsByTrace, cutBy } = await tracesAround(new IndexCache(reader), params);
  const { total, spans, isCut } = await usageOfTraces(reader, [...hopsByTrace.keys()]);
  const { cost, ...tokens } = total;
  return {
    ...tokens,
    ...(cost > 0 && { cost }),
    spans,
    ...completeness([...cutBy, isCut && 'rows']),
  };
}
