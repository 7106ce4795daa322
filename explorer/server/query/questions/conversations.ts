/** `conversations`: conversations with agents, the newest first. */
import type { ConversationsAnswer } from '../../../api/conversation-answers.js';
import type { AskedOf } from '../../../api/questions.js';
import { newestTimeSql } from '../../store/received.js';
import type { StoreReader } from '../../store/store-reader.js';
import { TOOK } from '../../store/took.js';
import { completeness } from '../completeness.js';
import { cutText, readTextsThatFit } from '../index/bounded-text.js';
import { latestSpans } from '../traces/latest-matches.js';
import { AGENT, CONVERSATION, HAS_CONVERSATION, OPERATION } from './conversation-columns.js';
import { timeConditions } from './time-conditions.js';

/** The agents that are named of a conversation. */
const MAX_AGENTS = 20;

type Row = ConversationsAnswer['conversations'][number];

export async function answerConversations(
  reader: StoreReader,
  { agent, limit, ...times }: AskedOf<'conversations'>,
): Promise<ConversationsAnswer> {
  const { tables, received } = reader;
  const conditions = [HAS_CONVERSATION, ...timeConditions(times, received)].join(' AND ');
  const rows = await readTextsThatFit<Row>(({ text }) => {
    const columns = `${text(CONVERSATION)} AS conversation, ${text(AGENT)} AS agent, ${OPERATION} AS operation,
  StatusCode IN ('Error', 'STATUS_CODE_ERROR') AS isError, toUnixTimestamp64Micro(Timestamp) AS begin,
  ${TOOK} AS took, ${newestTimeSql(received)} AS newest`;
    return reader.rows(
      `SELECT conversation, arraySort(groupUniqArrayIf(${MAX_AGENTS})(agent, agent != '')) AS agents,
  min(begin) AS start, max(begin + took) AS end, countIf(operation = 'invoke_agent') AS invocations,
  countIf(isError) AS errors
FROM (${latestSpans(tables.traces, columns, conditions, received)})
GROUP BY conversation ${agent === undefined ? '' : 'HAVING countIf(agent = {agent:String}) > 0 '}
ORDER BY max(newest) DESC, conversation LIMIT ${limit + 1}`,
      { agent, ...times },
    );
  });
  const conversations = rows.slice(0, limit).map((row): Row => ({
    ...row,
    conversation: cutText(row.conversation),
    agents: row.agents.map((name) => cutText(name)),
  }));
  const isTextCut = conversations.some(
    ({ conversation, agents }, index) =>
      conversation !== rows[index]?.conversation || agents.some((name, each) => name !== rows[index]?.agents[each]),
  );
  return { conversations, ...completeness([rows.length > limit && 'limit', isTextCut && 'text']) };
}
