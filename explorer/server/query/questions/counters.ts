/** `counters`: what senders counted of their links, by service and site. */
import type { CountersAnswer, CounterSum } from '../../../api/counter-answers.js';
import type { AskedOf } from '../../../api/questions.js';
import { LAST_TIME } from '../../../api/time-parameter.js';
import type { StoreReader } from '../../store/store-reader.js';
import { completeness } from '../completeness.js';

interface Row extends Pick<CounterSum, 'service' | 'counter' | 'value' | 'rose'> {
  readonly site: string;
  readonly attributes: string;
}

const IS_IN = 'Received >= fromUnixTimestamp64Micro({since:Int64})';

// what a sequence had counted when the time began: as much as before, nothing if it began later, or unknown
const COUNTED_BEFORE = `multiIf(countIf(NOT ${IS_IN}) > 0, maxIf(Count, NOT ${IS_IN}),
    any(IsStartKnown) = 1 AND Start >= {since:Int64} * 1000, 0, minIf(Count, ${IS_IN}))`;

export async function answerCounters(
  { rows, tables }: StoreReader,
  { service, since = 0, until = LAST_TIME, limit }: AskedOf<'counters'>,
): Promise<CountersAnswer> {
  const ofService = service === undefined ? '' : ' AND Service = {service:String}';
  const found = await rows<Row>(
    `SELECT Service AS service, Site AS site, Attributes AS attributes, Counter AS counter, sum(Rise) AS value,
  toUnixTimestamp64Micro(max(Last)) AS rose
FROM (
  SELECT Service, Site, Attributes, Counter, max(Received) AS Last,
    if(IsDelta = 1, sumIf(Count, ${IS_IN}), maxIf(Count, ${IS_IN}) - ${COUNTED_BEFORE}) AS Rise
  FROM (SELECT *, toFloat64(Value) AS Count FROM ${tables.counters} FINAL
    WHERE Received < fromUnixTimestamp64Micro({until:Int64})${ofService})
  GROUP BY Service, Site, Attributes, Counter, Series, IsDelta, Start
  HAVING countIf(${IS_IN}) > 0
)
GROUP BY service, site, attributes, counter HAVING value > 0
ORDER BY service, site, attributes, counter LIMIT ${limit + 1}`,
    { service, since, until },
  );
  return { counters: found.slice(0, limit).map(toSum), ...completeness([found.length > limit && 'limit']) };
}

const toSum = ({ service, site, attributes, counter, value, rose }: Row): CounterSum => ({
  service,
  ...(site !== '' && { site }),
  ...(attributes !== '' && { attributes: JSON.parse(attributes) as Readonly<Record<string, string>> }),
  counter,
  value,
  rose,
});
