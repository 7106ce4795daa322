/** `conversation`: what agents did in a conversation, the links between it, and what it took. */
import type { AgentStep, ConversationAnswer } from '../../../api/conversation-answers.js';
import type { AskedOf } from '../../../api/questions.js';
import type { StoreReader } from '../../store/store-reader.js';
import { completeness, hasCutText } from '../completeness.js';
import { cutText, readTextsThatFit } from '../index/bounded-text.js';
import { distinctSpans } from '../index/latest-forms.js';
import type { NumberedRow } from '../index/latest-forms.js';
import { cutSummaryColumns, toSpanSummary } from '../index/span-rows.js';
import type { SpanSummaryRow } from '../index/span-rows.js';
import { readCarriedLinks } from '../traces/carried-links.js';
import { latestSpans } from '../traces/latest-matches.js';
import { toUsage, USAGE_COLUMNS, usageOfTraces } from '../traces/usage.js';
import type { UsageRow } from '../traces/usage.js';
import { AGENT, ATTEMPT, CONVERSATION, HAS_CONVERSATION, OPERATION, TOOL } from './conversation-columns.js';
import { NotFoundError } from './not-found-error.js';

const MAX_STEPS = 10_000;

interface StepRow extends SpanSummaryRow, UsageRow {
  readonly operation: string;
  readonly agent: string;
  readonly tool: string;
  readonly attempt: number;
}

const IS_STEP = `${HAS_CONVERSATION} AND ${CONVERSATION} = {conversation:String}`;

export async function answerConversation(
  reader: StoreReader,
  { conversation }: AskedOf<'conversation'>,
): Promise<ConversationAnswer> {
  const { tables, received } = reader;
  const rows = await readTextsThatFit<StepRow>((texts) => {
    const columns = `${cutSummaryColumns(texts, received)}, ${texts.text(OPERATION)} AS operation,
  ${texts.text(AGENT)} AS agent, ${texts.text(TOOL)} AS tool, ${ATTEMPT} AS attempt, ${USAGE_COLUMNS}`;
    return reader.manyRows(
      `SELECT * EXCEPT isMatch FROM (${latestSpans(tables.traces, columns, IS_STEP, received)})
ORDER BY start, spanId LIMIT ${MAX_STEPS + 1}`,
      { conversation },
    );
  });
  if (rows.length === 0) throw new NotFoundError(`No span of the conversation "${conversation}" was received.`);
  const listed = distinctSpans(rows.slice(0, MAX_STEPS));
  const steps = listed.map(toStep);
  const { links, isCut: hasMoreLinks } = await readCarriedLinks(reader, listed);
  const told = await usageOfTraces(reader, [...new Set(listed.map(({ traceId }) => traceId))]);
  const usage = toUsage(told.total);
  return {
    conversation,
    steps,
    links,
    ...(usage && { usage }),
    ...completeness([
      (rows.length > MAX_STEPS || hasMoreLinks || told.isCut) && 'rows',
      (hasCutText(steps.map(({ span }) => span)) || hasCutText(links)) && 'text',
    ]),
  };
}

function toStep(row: NumberedRow<StepRow>): AgentStep {
  const texts = { operation: cutText(row.operation), agent: cutText(row.agent), tool: cutText(row.tool) };
  const isCut = texts.operation !== row.operation || texts.agent !== row.agent || texts.tool !== row.tool;
  const usage = toUsage(row);
  return {
    operation: texts.operation,
    ...(texts.agent !== '' && { agent: texts.agent }),
    ...(texts.tool !== '' && { tool: texts.tool }),
    ...(row.attempt > 0 && { attempt: row.attempt }),
    ...(usage && { usage }),
    span: { ...toSpanSummary(row), ...(isCut && { isCut }) },
  };
}
