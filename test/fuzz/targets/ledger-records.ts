/** What a ledger holds: attempts out of Redis and out of a database, the links of them, and texts of any content. */
import { deepStrictEqual, strictEqual } from 'node:assert';
import { decodeText, encodeText } from '../../../integrations/workflow/ledgers/sql/text-encoding';
import {
  originText,
  outcomeText,
  readAttempts,
  readOrigin,
  startedText,
} from '../../../integrations/workflow/ledgers/redis/records';
import { addRetried, toLinks } from '../../../lib/attempts/recorded-links';
import type { RecordedLink } from '../../../lib/ledger/ledger';
import type { FuzzTarget } from '../fuzz-target';
import { A, B, checkIds } from '../spans';

const attempt = (...links: unknown[]): unknown => [
  [
    [1, 1, ['check', '', 'p1', 1_795_000_000_000]],
    [A, 'a=1', links],
    ['failed', 1_795_000_000_001, 'no'],
  ],
];

export const target: FuzzTarget = {
  seeds: [
    JSON.stringify(attempt([B, 'previous'], [A, 'retry_of', 'a=1'])),
    JSON.stringify([[[2, 1, ['check', 'i', 'p', 1]], null, null]]),
    'a\\u0000b\\\\u0041',
    '"__proto__"',
  ],
  words: ['"running"', '"suspended"', '"completed"', 'null', A, '\\u005c', '{"length":2}'],
  run: (input) => {
    const text = input.toString();
    deepStrictEqual(decodeText(encodeText(text)), text);
    strictEqual(/[\0]|\p{Surrogate}/u.test(encodeText(text)), false);
    decodeText(text);
    const kept = parse(text);
    const attempts = readAttempts('loan', '7', kept);
    const links: RecordedLink[] = attempts.flatMap((each) => each.links);
    addRetried(links, attempts, 'p1');
    const origin = readOrigin(kept);
    const linked = toLinks(origin === undefined ? links : [...links, origin]);
    for (const { context } of linked) checkIds(context);
    for (const each of attempts) {
      const { traceparent = A, tracestate, status, endedAt = 0, error } = each;
      const started = JSON.parse(startedText({ traceparent, tracestate, links: each.links })) as unknown;
      const outcome = status === 'running' ? null : (JSON.parse(outcomeText({ status, endedAt, error })) as unknown);
      const opened = [each.sequence, each.attempt, [each.stage, each.item, each.process, each.startedAt]];
      const [again] = readAttempts('loan', '7', [[opened, started, outcome]]);
      deepStrictEqual(again?.links, each.links);
      deepStrictEqual([again?.status, again?.traceparent], [status, traceparent]);
    }
    if (origin !== undefined) deepStrictEqual(readOrigin(JSON.parse(originText(origin))), origin);
    return [attempts, origin, linked.length];
  },
};

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
