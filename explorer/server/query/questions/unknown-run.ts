/** The error for a run that was not received, with those that were. */
import type { AskedOf } from '../../../api/questions.js';
import { newestTimeSql } from '../../store/received.js';
import type { StoreReader } from '../../store/store-reader.js';
import { latestSpans } from '../traces/latest-matches.js';
import { NotFoundError } from './not-found-error.js';
import { HAS_RUN, RUN, WORKFLOW } from './run-columns.js';

/** The names that are told, and the characters of each. */
const MOST = 3;
const LENGTH = 80;

export async function unknownRun(reader: StoreReader, asked: AskedOf<'run'>): Promise<NotFoundError> {
  const { workflow, run } = asked;
  const isRun = `${HAS_RUN} AND ${WORKFLOW} = {workflow:String} AND ${RUN} = {run:String}`;
  const named = `Run ${quote(run)} of workflow ${quote(workflow)}`;
  const found = await newest(reader, RUN, isRun, { workflow, run });
  if (found.length > 0)
    return new NotFoundError(`${named} has no attempt of a stage yet: of it, only other spans were received.`);
  const runs = await newest(reader, RUN, `${HAS_RUN} AND ${WORKFLOW} = {workflow:String}`, { workflow });
  if (runs.length > 0)
    return new NotFoundError(`${named} was not received. The newest runs of that workflow are ${runs.join(', ')}.`);
  const workflows = await newest(reader, WORKFLOW, HAS_RUN, {});
  const others =
    workflows.length > 0
      ? `Workflows that were are ${workflows.join(', ')}.`
      : 'No run of any workflow was: its spans have the attribute spanlink.workflow.run_id.';
  return new NotFoundError(`${named} was not received, nor any other run of that workflow. ${others}`);
}

/** Returns the different values of a column, quoted, those of the newest spans first. */
async function newest(
  { tables, received, rows }: StoreReader,
  column: string,
  condition: string,
  params: Readonly<Record<string, string>>,
): Promise<string[]> {
  const columns = `substringUTF8(${column}, 1, ${LENGTH + 1}) AS value, ${newestTimeSql(received)} AS newest`;
  const found = await rows<{ value: string }>(
    `SELECT value FROM (${latestSpans(tables.traces, columns, condition, received)})
GROUP BY value ORDER BY max(newest) DESC LIMIT ${MOST}`,
    params,
  );
  return found.map(({ value }) => quote(value));
}

const quote = (name: string): string => JSON.stringify(name.length > LENGTH ? `${name.slice(0, LENGTH)}…` : name);
