/** `run`: the attempts of a workflow's run, and the links between them. */
import type { RunAnswer, RunAttempt } from '../../../api/answers.js';
import type { AskedOf } from '../../../api/questions.js';
import type { StoreReader } from '../../store/store-reader.js';
import { completeness, hasCutText } from '../completeness.js';
import { cutText, readTextsThatFit } from '../index/bounded-text.js';
import type { TextSelection } from '../index/bounded-text.js';
import { distinctSpans } from '../index/latest-forms.js';
import { cutSummaryColumns, toSpanSummary } from '../index/span-rows.js';
import type { SpanSummaryRow } from '../index/span-rows.js';
import { readCarriedLinks } from '../traces/carried-links.js';
import { latestSpans } from '../traces/latest-matches.js';
import { ATTEMPT, HAS_RUN, ITEM, RUN, STAGE, WORKFLOW } from './run-columns.js';
import { unknownRun } from './unknown-run.js';

const MAX_ATTEMPTS = 10_000;

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
  if (rows.length === 0) throw await unknownRun(reader, { workflow, run });
  const listed = distinctSpans(rows.slice(0, MAX_ATTEMPTS));
  const { links, isCut: hasMoreLinks } = await readCarriedLinks(reader, listed);
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
  return {
    workflow,
    run,
    attempts,
    links,
    ...completeness([
      (rows.length > MAX_ATTEMPTS || hasMoreLinks) && 'rows',
      (hasCutText(attempts.map(({ span }) => span)) || hasCutText(links)) && 'text',
    ]),
  };
}
