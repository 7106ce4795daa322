/** `runs`: runs of workflows, the newest first. */
import type { RunsAnswer } from '../../../api/answers.js';
import type { AskedOf } from '../../../api/questions.js';
import { newestTimeSql } from '../../store/received.js';
import type { StoreReader } from '../../store/store-reader.js';
import { TOOK } from '../../store/took.js';
import { completeness } from '../completeness.js';
import { cutText, readTextsThatFit } from '../index/bounded-text.js';
import { latestSpans } from '../traces/latest-matches.js';
import { HAS_RUN, RUN, STAGE, WORKFLOW } from './run-columns.js';
import { timeConditions } from './time-conditions.js';

export async function answerRuns(
  reader: StoreReader,
  { workflow, limit, ...times }: AskedOf<'runs'>,
): Promise<RunsAnswer> {
  const conditions = [
    HAS_RUN,
    ...(workflow === undefined ? [] : [`${WORKFLOW} = {workflow:String}`]),
    ...timeConditions(times, reader.received),
  ];
  const { tables, received } = reader;
  const rows = await readTextsThatFit<RunsAnswer['runs'][number]>(({ text }) => {
    const columns = `${text(WORKFLOW)} AS workflow, ${text(RUN)} AS run, ${STAGE} != '' AS isAttempt,
  StatusCode IN ('Error', 'STATUS_CODE_ERROR') AS isError, toUnixTimestamp64Micro(Timestamp) AS begin,
  ${TOOK} AS took, ${newestTimeSql(received)} AS newest`;
    return reader.rows(
      `SELECT workflow, run, min(begin) AS start, max(begin + took) AS end, countIf(isAttempt) AS attempts,
  countIf(isAttempt AND isError) AS errors
FROM (${latestSpans(tables.traces, columns, conditions.join(' AND '), received)})
GROUP BY workflow, run ORDER BY min(newest) DESC, workflow, run LIMIT ${limit + 1}`,
      { workflow, ...times },
    );
  });
  const runs = rows.slice(0, limit).map((row) => ({ ...row, workflow: cutText(row.workflow), run: cutText(row.run) }));
  const isTextCut = runs.some((run, index) => run.workflow !== rows[index]?.workflow || run.run !== rows[index]?.run);
  return { runs, ...completeness([rows.length > limit && 'limit', isTextCut && 'text']) };
}
