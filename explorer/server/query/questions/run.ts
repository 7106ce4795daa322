/** `run`: the attempts of a workflow's run, and the links between them. */
import type { RunAnswer, RunAttempt } from '../../../api/answers.js';
import type { AskedOf } from '../../../api/questions.js';
import { spanBytes, traceBytes } from '../../store/index-ids.js';
import type { StoreReader } from '../../store/store-reader.js';
import { LATEST_ENTRIES, latestForms } from '../../store/tables.js';
import { completeness, hasCutText } from '../completeness.js';
import { cutText, readTextsThatFit } from '../index/bounded-text.js';
import { cutLinkColumns, linkOfRow, toCausalLink } from '../index/link-rows.js';
import type { LinkRow } from '../index/link-rows.js';
import { cutSummaryColumns, toSpanSummary } from '../index/span-rows.js';
import type { SpanSummaryRow } from '../index/span-rows.js';
import { NotFoundError } from './not-found-error.js';
import { ATTEMPT, HAS_RUN, ITEM, RUN, STAGE, WORKFLOW } from './run-columns.js';

const MAX_ATTEMPTS = 10_000;
const MAX_LINKS = 20_000;

interface AttemptRow extends SpanSummaryRow {
  readonly stage: string;
  readonly item: string;
  readonly attempt: number;
}

const IS_ATTEMPT = `${HAS_RUN} AND ${WORKFLOW} = {workflow:String} AND ${RUN} = {run:String} AND ${STAGE} != ''`;

export async function answerRun(reader: StoreReader, { workflow, run }: AskedOf<'run'>): Promise<RunAnswer> {
  const params = { workflow, run };
  const { traces, index } = reader.tables;
  const rows = await readTextsThatFit<AttemptRow>((texts) =>
    reader.manyRows(
      `SELECT * FROM (
  SELECT ${cutSummaryColumns(texts, reader.received)}, ${texts.text(STAGE)} AS stage, ${texts.text(ITEM)} AS item,
    ${ATTEMPT} AS attempt
  FROM ${traces} WHERE ${IS_ATTEMPT}
  ${latestForms(reader.received)}
) ORDER BY start, spanId LIMIT ${MAX_ATTEMPTS + 1}`,
      params,
    ),
  );
  if (rows.length === 0) throw new NotFoundError(`No attempt of run "${run}" of workflow "${workflow}" was received.`);
  const linkRows = await readTextsThatFit<LinkRow>((texts) =>
    reader.manyRows(
      `SELECT ${cutLinkColumns(texts)} FROM ${index} WHERE Entry = 'cause' AND (Trace, Span) IN (
  SELECT ${traceBytes('TraceId')}, ${spanBytes('SpanId')} FROM ${traces} WHERE ${IS_ATTEMPT}
) ${LATEST_ENTRIES} LIMIT ${MAX_LINKS + 1}`,
      params,
    ),
  );
  const attempts = rows.slice(0, MAX_ATTEMPTS).map((row): RunAttempt => {
    const [stage, item] = [cutText(row.stage), cutText(row.item)];
    const isCut = stage !== row.stage || item !== row.item;
    return {
      stage,
      ...(item !== '' && { item }),
      attempt: row.attempt || 1,
      span: { ...toSpanSummary(row), ...(isCut && { isCut }) },
    };
  });
  const links = linkRows.slice(0, MAX_LINKS).map((row) => toCausalLink(linkOfRow(row)));
  return {
    workflow,
    run,
    attempts,
    links,
    ...completeness([
      (rows.length > MAX_ATTEMPTS || linkRows.length > MAX_LINKS) && 'rows',
      (hasCutText(attempts.map(({ span }) => span)) || hasCutText(links)) && 'text',
    ]),
  };
}
