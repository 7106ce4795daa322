/** `run`: the attempts of a workflow's run, and the links between them. */
import type { RunAnswer, RunAttempt, SpanRef } from '../../../api/answers.js';
import type { AskedOf } from '../../../api/questions.js';
import { isOfSpans, isOfTraces } from '../../store/index-ids.js';
import type { StoreReader } from '../../store/store-reader.js';
import { LATEST_ENTRIES } from '../../store/tables.js';
import { completeness, hasCutText } from '../completeness.js';
import { cutText, readTextsThatFit } from '../index/bounded-text.js';
import type { TextSelection } from '../index/bounded-text.js';
import { carriedLinks } from '../index/carried-links-in-sql.js';
import { inBatches } from '../index/id-batches.js';
import { distinctSpans } from '../index/latest-forms.js';
import { cutLinkColumns, linkOfRow, toCausalLink } from '../index/link-rows.js';
import type { LinkRow } from '../index/link-rows.js';
import { cutSummaryColumns, spanKey, toSpanSummary } from '../index/span-rows.js';
import type { SpanSummaryRow } from '../index/span-rows.js';
import { latestSpans } from '../traces/latest-matches.js';
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
  const { tables, received } = reader;
  const columns = (texts: TextSelection): string =>
    `${cutSummaryColumns(texts, received)}, ${texts.text(STAGE)} AS stage, ${texts.text(ITEM)} AS item,
  ${ATTEMPT} AS attempt`;
  const rows = await readTextsThatFit<AttemptRow>((texts) =>
    reader.manyRows(
      `SELECT * EXCEPT isMatch FROM (${latestSpans(tables.traces, columns(texts), IS_ATTEMPT, received)})
ORDER BY start, spanId LIMIT ${MAX_ATTEMPTS + 1}`,
      params,
    ),
  );
  if (rows.length === 0) throw new NotFoundError(`No attempt of run "${run}" of workflow "${workflow}" was received.`);
  const listed = distinctSpans(rows.slice(0, MAX_ATTEMPTS));
  const linkRows = await readLinksOf(reader, listed);
  const attempts = listed.map((row): RunAttempt => {
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

/** Reads the links that spans carry, up to one more than are listed. */
async function readLinksOf(reader: StoreReader, spans: readonly SpanRef[]): Promise<LinkRow[]> {
  const links: LinkRow[] = [];
  const where = `${isOfTraces('traces')} AND ${isOfSpans('spans')}`;
  for (const batch of inBatches(spans)) {
    const keys = new Set(batch.map(spanKey));
    const rows = await readTextsThatFit<LinkRow>((texts) =>
      reader.manyRows(
        `SELECT ${cutLinkColumns(texts)} FROM ${carriedLinks(reader.tables.index, 'cause', where)}
${LATEST_ENTRIES} LIMIT ${MAX_LINKS + 1}`,
        { traces: batch.map(({ traceId }) => traceId), spans: batch.map(({ spanId }) => spanId) },
      ),
    );
    links.push(...rows.filter((row) => keys.has(spanKey(row))));
    if (links.length > MAX_LINKS) break;
  }
  return links;
}
