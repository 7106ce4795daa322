/** `run`: the attempts of a workflow's run, and the links between them. */
import type { RunAnswer, RunAttempt } from '../../../api/answers.js';
import type { AskedOf } from '../../../api/questions.js';
import type { StoreReader } from '../../store/store-reader.js';
import { LATEST_ENTRIES, latestForms } from '../../store/tables.js';
import { LINK_COLUMNS, linkOfRow, toCausalLink } from '../index/link-rows.js';
import type { LinkRow } from '../index/link-rows.js';
import { spanColumnsOfTraces, toSpanSummary } from '../index/span-rows.js';
import type { SpanSummaryRow } from '../index/span-rows.js';
import { NotFoundError } from './not-found-error.js';
import { ATTEMPT, HAS_RUN, ITEM, RUN, STAGE, WORKFLOW } from './run-columns.js';

const MAX_ATTEMPTS = 10_000;
const MAX_LINKS = 20_000;

const IS_ATTEMPT = `${HAS_RUN} AND ${WORKFLOW} = {workflow:String} AND ${RUN} = {run:String} AND ${STAGE} != ''`;

export async function answerRun(reader: StoreReader, { workflow, run }: AskedOf<'run'>): Promise<RunAnswer> {
  const params = { workflow, run };
  const { traces, index } = reader.tables;
  const attempts = await reader.rows<SpanSummaryRow & { stage: string; item: string; attempt: number }>(
    `SELECT * FROM (
  SELECT ${spanColumnsOfTraces(reader)}, ${STAGE} AS stage, ${ITEM} AS item, ${ATTEMPT} AS attempt
  FROM ${traces} WHERE ${IS_ATTEMPT}
  ${latestForms(reader.received)}
) ORDER BY start, spanId LIMIT ${MAX_ATTEMPTS}`,
    params,
  );
  if (attempts.length === 0)
    throw new NotFoundError(`No attempt of run "${run}" of workflow "${workflow}" was received.`);
  const links = await reader.rows<LinkRow>(
    `SELECT ${LINK_COLUMNS} FROM ${index} WHERE Entry = 'cause' AND (TraceId, SpanId) IN (
  SELECT TraceId, SpanId FROM ${traces} WHERE ${IS_ATTEMPT}
) ${LATEST_ENTRIES} LIMIT ${MAX_LINKS}`,
    params,
  );
  return {
    workflow,
    run,
    attempts: attempts.map((row): RunAttempt => ({
      stage: row.stage,
      ...(row.item !== '' && { item: row.item }),
      attempt: row.attempt || 1,
      span: toSpanSummary(row),
    })),
    links: links.map((row) => toCausalLink(linkOfRow(row))),
  };
}
