/** Runs of workflows: spans that say of which run, stage and attempt they are. */
import type { RunAnswer, RunAttempt, RunsAnswer } from '../../../api/answers.js';
import type { AskedOf } from '../../../api/questions.js';
import { NotFoundError } from '../../store/store-reader.js';
import type { Ask } from '../../store/store-reader.js';
import { INDEX_KEY } from '../../store/tables.js';
import { LINK, linkIn, linkOf } from '../index/link-rows.js';
import type { LinkRow } from '../index/link-rows.js';
import { SPAN, summaryOf } from '../index/span-rows.js';
import type { SpanColumns } from '../index/span-rows.js';

const WORKFLOW = "SpanAttributes['spanlink.workflow.name']";
const RUN = "SpanAttributes['spanlink.workflow.run_id']";
const STAGE = "SpanAttributes['spanlink.stage.name']";
const IS_RUN = "mapContains(SpanAttributes, 'spanlink.workflow.run_id')";
const MOST_ATTEMPTS = 10_000;
const MOST_LINKS = 20_000;

export async function askRuns(ask: Ask, { workflow, since, until, limit }: AskedOf<'runs'>): Promise<RunsAnswer> {
  const when = [
    ...(workflow === undefined ? [] : [`${WORKFLOW} = {workflow:String}`]),
    ...(since === undefined ? [] : ['Timestamp >= fromUnixTimestamp64Micro({since:Int64})']),
    ...(until === undefined ? [] : ['Timestamp < fromUnixTimestamp64Micro({until:Int64})']),
  ];
  const runs = await ask.rows<RunsAnswer['runs'][number]>(
    `SELECT ${WORKFLOW} AS workflow, ${RUN} AS run, toUnixTimestamp64Micro(min(Timestamp)) AS start,
  intDiv(max(toUnixTimestamp64Nano(Timestamp) + toInt64(Duration)), 1000) AS end,
  uniqExactIf((TraceId, SpanId), ${STAGE} != '') AS attempts,
  uniqExactIf((TraceId, SpanId), ${STAGE} != '' AND StatusCode IN ('Error', 'STATUS_CODE_ERROR')) AS errors
FROM ${ask.tables.traces} WHERE ${[IS_RUN, ...when].join(' AND ')}
GROUP BY workflow, run ORDER BY start DESC, workflow, run LIMIT ${limit}`,
    { workflow, since, until },
  );
  return { runs };
}

export async function askRun(ask: Ask, { workflow, run }: AskedOf<'run'>): Promise<RunAnswer> {
  const params = { workflow, run };
  const rows = await ask.rows<SpanColumns & { stage: string; item: string; attempt: number }>(
    `SELECT * FROM (
  SELECT ${SPAN}, ${STAGE} AS stage, SpanAttributes['spanlink.stage.item'] AS item, toUInt32OrZero(SpanAttributes['spanlink.stage.attempt']) AS attempt
  FROM ${ask.tables.traces} WHERE ${IS_RUN} AND ${WORKFLOW} = {workflow:String} AND ${RUN} = {run:String} AND ${STAGE} != ''
  LIMIT 1 BY TraceId, SpanId
) ORDER BY start, spanId LIMIT ${MOST_ATTEMPTS}`,
    params,
  );
  if (rows.length === 0) throw new NotFoundError(`No attempt of run "${run}" of workflow "${workflow}" was received.`);
  const links = await ask.rows<LinkRow>(
    `SELECT ${LINK} FROM ${ask.tables.index} WHERE Entry = 'cause' AND (TraceId, SpanId) IN (
  SELECT TraceId, SpanId FROM ${ask.tables.traces} WHERE ${IS_RUN} AND ${WORKFLOW} = {workflow:String} AND ${RUN} = {run:String} AND ${STAGE} != ''
) ORDER BY ${INDEX_KEY} LIMIT 1 BY ${INDEX_KEY} LIMIT ${MOST_LINKS}`,
    params,
  );
  return {
    workflow,
    run,
    attempts: rows.map((row): RunAttempt => ({
      stage: row.stage,
      ...(row.item !== '' && { item: row.item }),
      attempt: row.attempt || 1,
      span: summaryOf(row),
    })),
    links: links.map((row) => linkOf(linkIn(row))),
  };
}
