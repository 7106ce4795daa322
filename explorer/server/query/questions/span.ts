/** All that is known of a span, with what it was caused by and what it led to. */
import type { LinkEnds, SpanDetail, SpanSummary } from '../../../api/answers.js';
import type { AskedOf } from '../../../api/questions.js';
import { INDEX_KEY } from '../../store/tables.js';
import { NotFoundError } from '../../store/store-reader.js';
import type { Ask } from '../../store/store-reader.js';
import { readDetail } from '../traces/span-detail.js';
import { carrierOf, ENTRY, readEntries } from '../index/index-rows.js';
import type { Entry } from '../index/index-rows.js';
import { CAUSES, EFFECTS, inOrder, linkIn, linkKey, linkOf } from '../index/link-rows.js';
import type { Way } from '../index/link-rows.js';
import { keyOf, readRefs } from '../index/span-rows.js';

type Ref = Readonly<Record<'trace' | 'span', string>>;

const AT = 'TraceId = {trace:String} AND SpanId = {span:String}';

export async function askSpan(ask: Ask, { trace, span, links: most }: AskedOf<'span'>): Promise<SpanDetail> {
  const ref = { trace, span };
  const entries = await readEntries(ask, AT, ref, 2 * Math.max(most, 1000));
  const [place, causes, effects] = entries
    ? [entries.find(({ entry }) => entry === 'span'), endsIn(entries, CAUSES, most), endsIn(entries, EFFECTS, most)]
    : await Promise.all([readPlace(ask, ref), readEnds(ask, CAUSES, ref, most), readEnds(ask, EFFECTS, ref, most)]);
  const [detail, received] = await Promise.all([
    readDetail(ask, ref, place),
    readRefs(
      ask,
      causes.rows.map((row) => linkIn(row).cause),
    ),
  ]);
  if (detail === undefined)
    throw new NotFoundError(
      `Span ${span} of trace ${trace} was not received${effects.total > 0 ? `, but ${effects.total} links to it` : ''}.`,
    );
  return {
    ...detail,
    causedBy: withSpans(causes, (row) => received.get(keyOf(linkIn(row).cause))),
    ledTo: withSpans(effects, carrierOf),
  };
}

interface Ends {
  readonly total: number;
  readonly rows: readonly Entry[];
}

/** The links of a span in one direction, of all that is about it. */
function endsIn(entries: readonly Entry[], { entry }: Way, most: number): Ends {
  const all = inOrder(
    entries.filter((each) => each.entry === entry),
    (row) => linkKey(linkIn(row)),
  );
  return { total: all.length, rows: all.slice(0, most) };
}

/** The same, where there is too much about a span to be read. */
async function readEnds(ask: Ask, { entry }: Way, ref: Ref, most: number): Promise<Ends> {
  const from = `FROM ${ask.tables.index} WHERE ${AT} AND Entry = '${entry}'`;
  const [rows, [count]] = await Promise.all([
    ask.rows<Entry>(`SELECT ${ENTRY} ${from} ORDER BY ${INDEX_KEY} LIMIT 1 BY ${INDEX_KEY} LIMIT ${most}`, ref),
    ask.rows<{ total: number }>(`SELECT count() AS total FROM (SELECT 1 ${from} LIMIT 1 BY ${INDEX_KEY})`, ref),
  ]);
  return { total: count?.total ?? 0, rows };
}

async function readPlace(ask: Ask, ref: Ref): Promise<Entry | undefined> {
  const [place] = await ask.rows<Entry>(
    `SELECT ${ENTRY} FROM ${ask.tables.index} WHERE ${AT} AND Entry = 'span' LIMIT 1`,
    ref,
  );
  return place;
}

const withSpans = ({ total, rows }: Ends, spanOf: (row: Entry) => SpanSummary | undefined): LinkEnds => ({
  total,
  ends: rows.map((row) => {
    const span = spanOf(row);
    return { ...linkOf(linkIn(row)), ...(span && { span }) };
  }),
});
