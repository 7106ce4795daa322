/** Which links the latest forms of their carriers have, told by the engine. */
import { IDENTITY } from '../../store/tables.js';
import type { LinkSide } from './link-direction.js';

/** The columns of the index with the ids of the span that carries a link. */
const CARRIER: Readonly<Record<LinkSide, string>> = {
  cause: 'Trace, Span',
  effect: 'OtherTrace, OtherSpan',
};

/**
 * SQL for the rows of links in `tables.index`, behind `FROM`: without those that only earlier forms of spans had.
 *
 * @param where SQL that is true of the rows about the spans that are asked for
 */
export function carriedLinks(index: string, entry: LinkSide, where: string): string {
  const links = `${index} WHERE ${where} AND Entry = '${entry}'`;
  // numbers take less memory than what they are of
  const form = (span: string): string => `cityHash64(${span}, ${IDENTITY}, Received, Duration)`;
  return `${links} AND ${form(CARRIER[entry])} IN (
  SELECT argMax(${form('Trace, Span')}, (Received, Duration)) FROM ${index}
  WHERE Entry = 'span' AND (Trace, Span) IN (SELECT ${CARRIER[entry]} FROM ${links})
  GROUP BY cityHash64(Trace, Span, ${IDENTITY})
)`;
}
