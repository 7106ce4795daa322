/** docs/limits.md says the bounds that the code has. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** Returns the number that a file gives a name. */
function valueOf(path: string, name: string): number {
  const [, text] = new RegExp(`\\b${name}(?: =| \\?\\?) ([\\d_]+)`).exec(read(path)) ?? [];
  if (text === undefined) throw new Error(`${path} has no number ${name}`);
  return Number(text.replaceAll('_', ''));
}

/** Where each limit is defined, in the order of the page. */
const LIMITS: readonly (readonly [limit: string, path: string, name: string])[] = [
  ['items of a source', 'lib/sources/source-reader.ts', 'ITEM_LIMIT'],
  ['bytes of one header', 'lib/sources/headers/decode.ts', 'VALUE_LIMIT'],
  ['characters of a carrier as text', 'lib/sources/headers/decode.ts', 'CARRIER_LIMIT'],
  ['names of a carrier', 'lib/sources/headers/header-list.ts', 'NAMES_LIMIT'],
  ['values of one name', 'lib/sources/headers/header-list.ts', 'VALUES_LIMIT'],
  ["values in a list that is a link's attribute", 'lib/links/link-attributes.ts', 'LIST_LIMIT'],
  ['links of one span', 'lib/global/settings.ts', 'DEFAULT_LIMIT'],
  ["characters of an error's message", 'lib/spans/exception.ts', 'MESSAGE_LIMIT'],
  ['characters of its stack', 'lib/spans/exception.ts', 'STACK_LIMIT'],
  ["characters of an error's message in a ledger", 'lib/attempts/attempt-recorder.ts', 'ERROR_LIMIT'],
  ['methods that counters and reports name', 'lib/global/report.ts', 'SITES'],
  ['calls that wait for the end of one stream', 'lib/calls/stream.ts', 'WAITING_LIMIT'],
  ['lines of debug output of a method', 'lib/debug/tell-decisions.ts', 'LINES'],
  ["characters of an agent's text, if recorded", 'integrations/agents/spans/content.ts', 'LIMIT'],
  ['characters of an id of a turn or task', 'integrations/agents/spans/identifier.ts', 'LIMIT'],
  ['milliseconds that a step waits', 'lib/ledger/use-ledger.ts', 'timeout'],
  ['milliseconds that a late write is kept', 'lib/attempts/write-queue.ts', 'GIVE_UP_AFTER'],
  ['attempts whose late writes are kept', 'lib/attempts/ledger-breaker.ts', 'LIMIT'],
  [
    'earlier attempts at one stage and item that are looked at',
    'integrations/workflow/ledgers/select-prior-attempts.ts',
    'EARLIER_LIMIT',
  ],
  ['runs in a `MemoryLedger`', 'integrations/workflow/ledgers/memory/memory-ledger.ts', 'maxRuns'],
  ['days that an attempt is kept', 'integrations/workflow/ledgers/retention.ts', 'retentionDays'],
  [
    'workflows whose stages are remembered, and stages of each',
    'integrations/workflow/attempts/unknown-stages.ts',
    'LIMIT',
  ],
  ['jobs that `LinkedTelemetry` remembers in a process', 'integrations/bullmq/known-attempts.ts', 'LIMIT'],
  ["spans of workflows that a worker of Temporal's remembers", 'integrations/temporal/worker/span-sink.ts', 'LIMIT'],
  [
    'spans that `LinkedSampler` samples for their links alone, a second',
    'integrations/sampling/linked-sampler.ts',
    'maxPerSecond',
  ],
];

test.each(LIMITS)('the page says how many %s', (limit, path, name) => {
  const row = read('docs/limits.md')
    .split('\n')
    .find((line) => line.startsWith(`| ${limit} |`));
  expect(row?.split(' | ')[1]).toBe(valueOf(path, name).toLocaleString('en-US'));
});

test('the page has no number beside these', () => {
  const rows = read('docs/limits.md').match(/^\| [^|]+ \| [\d,]+ \|/gm) ?? [];
  expect(rows.map((row) => row.split(' | ')[0]?.slice(2))).toEqual(LIMITS.map(([limit]) => limit));
});
