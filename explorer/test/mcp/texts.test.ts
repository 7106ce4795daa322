/** The text of each answer: what a model reads of it, with the ids to go on with. */
import type { Bound, Completeness, KeptAnswer, SpanDetail, SpanSummary, TraceSummary } from '../../api/answers';
import { answerText } from '../../server/mcp/answer-text';
import { START, spanIdOf, traceIdOf } from '../store/spans';

const AT = Number(START / 1000n);
const TIME = new Date(AT / 1000).toISOString();
const complete: Completeness = { isCut: false, cutBy: [] };
const cutBy = (...bounds: readonly Bound[]): Completeness => ({ isCut: true, cutBy: bounds });

const span = (number: number, fields: Partial<SpanSummary> = {}): SpanSummary => ({
  traceId: traceIdOf(1),
  spanId: spanIdOf(number),
  name: `work ${number}`,
  service: 'orders',
  kind: 'internal',
  status: 'unset',
  start: AT,
  duration: 1500,
  ...fields,
});
const trace = (number: number, fields: Partial<TraceSummary> = {}): TraceSummary => ({
  traceId: traceIdOf(number),
  name: `trace ${number}`,
  service: 'orders',
  services: ['orders'],
  start: AT,
  duration: 90e6,
  spans: 2,
  errors: 0,
  linksOut: 0,
  linksIn: 0,
  ...fields,
});
const ref = (traceNumber: number, number: number) => ({ traceId: traceIdOf(traceNumber), spanId: spanIdOf(number) });
const line = (number: number): string => `work ${number} · orders · 1.5 ms · span ${spanIdOf(number)}`;

describe('an empty answer says that nothing was found, of what it was asked', () => {
  test.each([
    [answerText('search', { traces: [], ...complete }, 1000), 'No trace was found.'],
    [answerText('facets', { services: [], names: [], attributes: [], ...complete }, 1000), 'No span was received.'],
    [
      answerText('services', { services: [], edges: [], since: AT, by: 'start', oneOf: 1, ...complete }, 1000),
      'No span was received in that time.',
    ],
    [answerText('runs', { runs: [], ...complete }, 1000), 'No run was found.'],
    [answerText('conversations', { conversations: [], ...complete }, 1000), 'No conversation was found.'],
    [
      answerText('counters', { counters: [], ...complete }, 1000),
      'No counter of links was received: senders have to export metrics, too.',
    ],
    [
      answerText('chain', { steps: [], traces: [], elapsed: 0, waited: 0, ...complete }, 1000),
      '0 µs elapsed, 0 µs of them waiting\nNo step was found.',
    ],
    [
      answerText('run', { workflow: '', run: '7', attempts: [], links: [], ...complete }, 1000),
      'run 7 of workflow (no name)\nNo attempt was received.',
    ],
    [
      answerText('conversation', { conversation: 'c', steps: [], links: [], ...complete }, 1000),
      'conversation c\nNothing was received.',
    ],
  ])('%j', (text, expected) => {
    expect(text).toBe(expected);
  });
});

test('A search tells traces with their matches, and how to see older ones', () => {
  const traces = [
    { ...trace(1, { errors: 1 }), matches: [span(1, { status: 'error', kind: 'consumer', nth: 2 })] },
    { ...trace(2, { name: '', spans: 1, duration: 2 * 86_400e6 }), matches: [] },
  ];
  expect(answerText('search', { traces, next: 'abc', ...cutBy('limit', 'rows') }, 1000)).toBe(
    [
      `trace 1 · orders · trace ${traceIdOf(1)} · ${TIME} · 1.5 min · 2 spans · 1 error`,
      `  matches work 1 · orders · consumer · 1.5 ms · ERROR · span ${spanIdOf(1)} nth 2`,
      `(no name) · orders · trace ${traceIdOf(2)} · ${TIME} · 2 d · 1 span`,
      'There are older traces: before=abc',
      'INCOMPLETE: cut by a limit on results; raise limit.',
      'INCOMPLETE: cut by a limit on rows, which cannot be raised.',
    ].join('\n'),
  );
});

test('The values to search for are told by their parameters', () => {
  expect(answerText('facets', { services: ['a'], names: ['b'], attributes: ['c'], ...complete }, 1000)).toBe(
    'service=a\nname=b\nattribute c',
  );
});

describe('what an answer leaves out', () => {
  const none = { total: 0, ends: [] };
  const detail = {
    attributes: {},
    resource: {},
    scope: { name: '', version: '' },
    events: [],
    eventsTotal: 0,
    causedBy: none,
    ledTo: none,
  };
  const counters = [{ service: 'a', counter: 'b', value: 1, rose: AT }];
  test.each([
    ['facets', answerText('facets', { services: ['a'], names: [], attributes: [], ...cutBy('rows') }, 1000)],
    [
      'services',
      answerText('services', { services: [], edges: [], since: AT, by: 'start', oneOf: 1, ...cutBy('rows') }, 1000),
    ],
    ['span', answerText('span', { ...span(1), ...detail, ...cutBy('rows') }, 1000)],
    ['usage', answerText('usage', { inputTokens: 1, outputTokens: 3, spans: 1, ...cutBy('rows') }, 1000)],
    ['counters', answerText('counters', { counters, ...cutBy('rows') }, 1000)],
    ['kept', answerText('kept', { traceId: '1', state: 'off', stories: [], heldSpans: 0, ...cutBy('rows') }, 1000)],
    ['trace', answerText('trace', { trace: trace(1), spans: [span(1)], links: [], ...cutBy('rows') }, 1000)],
    ['conversations', answerText('conversations', { conversations: [], ...cutBy('rows') }, 1000)],
    ['runs', answerText('runs', { runs: [], ...cutBy('rows') }, 1000)],
  ])('is told last, of %s, too', (_, text) => {
    expect(text).toMatch(/\nINCOMPLETE: cut by a limit on rows, which cannot be raised\.$/);
  });

  test('is told with the parameters that raise it, by the question', () => {
    const links = answerText('span', { ...span(1), ...detail, ...cutBy('links') }, 1000);
    expect(links).toMatch(/\nINCOMPLETE: cut by a limit on links; raise links\.$/);
    const limit = answerText('counters', { counters, ...cutBy('limit') }, 1000);
    expect(limit).toMatch(/\nINCOMPLETE: cut by a limit on results; raise limit\.$/);
  });

  test('is not told of texts, which end with a mark where they are cut', () => {
    expect(answerText('facets', { services: ['a…'], names: [], attributes: [], ...cutBy('text') }, 1000)).toBe(
      'service=a…',
    );
  });
});

test('Services are told with what they call and what they lead to', () => {
  const services = [{ name: 'shop', spans: 1, errors: 1, p50: 5, p95: 3.5 * 3600e6 }];
  const edge = { from: 'shop', count: 2, errors: 0, p50: 1, p95: 2 };
  const edges = [
    { ...edge, to: 'orders', kind: 'call' },
    { ...edge, to: '', kind: 'link', relation: 'batch_item', gap: { p50: 1, p95: 2e6 } },
    { ...edge, to: 'late', kind: 'link' },
  ] as const;
  expect(answerText('services', { services, edges, since: AT, by: 'start', oneOf: 8, ...complete }, 1000)).toBe(
    [
      'shop · 1 span · 1 error · p95 3.5 h',
      'shop calls orders · 2 times · 0 errors',
      'shop leads by batch_item to (no name) · 2 times · 0 errors · waits p95 2 s',
      'shop leads by link to late · 2 times · 0 errors',
      'Counts are estimates from one of 8 traces.',
    ].join('\n'),
  );
});

test('A chain tells how each step was reached, how long it waited, and whether clocks contradict each other', () => {
  const steps = [
    { span: span(1), waitedBefore: 0 },
    { span: span(2), waitedBefore: 0 },
    {
      span: span(3, { traceId: traceIdOf(2) }),
      link: { cause: ref(1, 2), effect: ref(2, 3), relation: 'retry_of', attributes: {} },
      waitedBefore: 500,
      clockSkew: 2000,
    },
  ];
  const clockOffsets = [{ service: 'orders', offset: -2000 }];
  const answer = { steps, traces: [], elapsed: 5000, waited: 500, clockOffsets, ...cutBy('hops') };
  expect(answerText('chain', answer, 1000)).toBe(
    [
      '5 ms elapsed, 500 µs of them waiting',
      `1. first cause: ${line(1)} · trace ${traceIdOf(1)}`,
      `2. called: ${line(2)}`,
      `3. retry_of after 500 µs: ${line(3)} · trace ${traceIdOf(2)} · clock skew 2 ms`,
      'Clocks contradict each other: ask with clocks=adjusted for an estimate.',
      'INCOMPLETE: cut by a limit on hops; raise hops.',
    ].join('\n'),
  );
});

test('Runs are told, and the attempts of a run with the causes of each', () => {
  const runs = [{ workflow: 'ship', run: '7', start: AT, end: AT + 1000, attempts: 2, errors: 1 }];
  expect(answerText('runs', { runs, ...complete }, 1000)).toBe(
    `workflow=ship run=7 · ${TIME} · 1 ms · 2 attempts · 1 error`,
  );
  const attempts = [
    { stage: 'pack', attempt: 1, span: span(1) },
    { stage: 'pack', item: 'box', attempt: 2, span: span(2) },
  ];
  const links = [
    { cause: ref(1, 1), effect: ref(1, 2), relation: 'retry_of', attributes: {} },
    { cause: ref(9, 9), effect: ref(1, 2), attributes: {} },
    { cause: ref(1, 1), effect: ref(9, 9), attributes: {} },
  ];
  expect(answerText('run', { workflow: 'ship', run: '7', attempts, links, ...complete }, 1000)).toBe(
    [
      'run 7 of workflow ship',
      `pack attempt 1: ${line(1)} · trace ${traceIdOf(1)}`,
      `pack box attempt 2: ${line(2)} · trace ${traceIdOf(1)}`,
      `  ← retry_of: work 1, span ${spanIdOf(1)}`,
      `  ← link: trace ${traceIdOf(9)}, span ${spanIdOf(9)}`,
    ].join('\n'),
  );
});

test('Conversations are told, and the steps of a conversation with what they took', () => {
  const of = { start: AT, end: AT + 2000, invocations: 1, errors: 0 };
  const conversations = [
    { conversation: 'c1', agents: ['planner', ''], ...of },
    { conversation: 'c2', agents: [], ...of },
  ];
  expect(answerText('conversations', { conversations, ...complete }, 1000)).toBe(
    [
      `conversation=c1 · ${TIME} · 2 ms · planner, (no name) · 1 invocation · 0 errors`,
      `conversation=c2 · ${TIME} · 2 ms · 1 invocation · 0 errors`,
    ].join('\n'),
  );
  const usage = { inputTokens: 10, outputTokens: 2, cost: 0.5 };
  const steps = [
    { operation: 'chat', agent: 'planner', attempt: 2, usage, span: span(1) },
    { operation: 'chat', span: span(2) },
  ];
  const links = [{ cause: ref(1, 1), effect: ref(1, 2), attributes: {} }];
  expect(answerText('conversation', { conversation: 'c1', steps, links, usage, ...complete }, 1000)).toBe(
    [
      'conversation c1 · 10 tokens in, 2 out, cost 0.5',
      `planner: ${line(1)} · attempt 2 · 10 tokens in, 2 out, cost 0.5 · trace ${traceIdOf(1)}`,
      `${line(2)} · trace ${traceIdOf(1)}`,
      `  ← link: work 1, span ${spanIdOf(1)}`,
    ].join('\n'),
  );
  expect(answerText('usage', { inputTokens: 1, outputTokens: 3, spans: 1, ...complete }, 1000)).toBe(
    '1 tokens in, 3 out, as 1 span tell',
  );
});

test('Counters are told with their place and what they rose by', () => {
  const counter = { service: 'orders', counter: 'links.dropped', value: 3, rose: AT };
  const counters = [{ ...counter, site: 'Orders.place', attributes: { reason: 'limit' } }, counter];
  expect(answerText('counters', { counters, ...complete }, 1000)).toBe(
    [
      `orders · Orders.place · reason=limit · links.dropped 3 · last ${TIME}`,
      `orders · links.dropped 3 · last ${TIME}`,
    ].join('\n'),
  );
});

describe('whether a trace is kept', () => {
  const kept = (state: KeptAnswer['state'], fields: Partial<KeptAnswer> = {}): string =>
    answerText('kept', { traceId: traceIdOf(1), state, stories: [], heldSpans: 0, ...complete, ...fields }, 1000);

  test('is told with the policies, or the trace that it belongs to', () => {
    const stories = [
      { keptFor: traceIdOf(1), role: 'policy', policies: ['errors', 'slow'], hops: 0, decided: AT },
      { keptFor: traceIdOf(2), role: 'cause', policies: [], hops: 1, decided: AT },
      { keptFor: traceIdOf(3), role: 'effect', policies: [], hops: 2, decided: AT },
    ] as const;
    expect(kept('kept', { stories, heldSpans: 2, goneAt: AT })).toBe(
      [
        `trace ${traceIdOf(1)} is kept and forwarded · 2 spans held until ${TIME}`,
        `by errors, slow · ${TIME}`,
        `as a cause of trace ${traceIdOf(2)}, 1 link away · ${TIME}`,
        `as an effect of trace ${traceIdOf(3)}, 2 links away · ${TIME}`,
      ].join('\n'),
    );
  });

  test('is told with the reason if it is not', () => {
    const of = `trace ${traceIdOf(1)}`;
    expect(kept('undecided')).toBe(`${of} is not decided on yet`);
    expect(kept('not_kept')).toBe(`${of} is not kept: no policy is for it, nor for what it is linked to`);
    expect(kept('not_held', { goneAt: AT })).toBe(
      `${of} is not held: nothing of it came, or all of it is deleted · gone at ${TIME}`,
    );
    expect(kept('off')).toBe(`${of} is not decided on: this explorer was started without --keep`);
  });
});

test('A span tells its status, its caller, its links, its events and its attributes', () => {
  const none = { total: 0, ends: [] };
  const detail: SpanDetail = {
    ...span(1, { kind: 'consumer' }),
    attributes: {},
    resource: {},
    scope: { name: '', version: '' },
    events: [],
    eventsTotal: 0,
    causedBy: none,
    ledTo: none,
    ...complete,
  };
  const title = `work 1 · orders · consumer · 1.5 ms · span ${spanIdOf(1)} · trace ${traceIdOf(1)} · ${TIME}`;
  expect(answerText('span', detail, 1000)).toBe(`${title}\nno link was recorded of this consumer span`);
  expect(answerText('span', { ...detail, kind: 'internal' }, 1000)).toBe(
    `${title.replace(' · consumer', '')}\nIt has no attributes, events or links.`,
  );
  const full: SpanDetail = {
    ...detail,
    parentSpanId: spanIdOf(8),
    statusMessage: 'card\ndeclined',
    attributes: { 'order.id': '42' },
    resource: { host: 'h' },
    events: [
      { name: 'retry', time: AT, attributes: { nth: '1' } },
      { name: '', time: AT, attributes: {} },
    ],
    causedBy: {
      total: 3,
      ends: [{ cause: ref(2, 2), effect: ref(1, 1), relation: 'retry_of', attributes: {}, span: span(2) }],
    },
    ledTo: { total: 1, ends: [{ cause: ref(1, 1), effect: ref(3, 3), attributes: {} }] },
  };
  expect(answerText('span', full, 1000)).toBe(
    [
      title,
      'status: card declined',
      `called by span ${spanIdOf(8)}`,
      'caused by 3',
      `  ← retry_of: work 2 · orders · trace ${traceIdOf(2)} span ${spanIdOf(2)}`,
      '  2 more: raise links',
      'led to 1',
      `  → link: not received · trace ${traceIdOf(3)} span ${spanIdOf(3)}`,
      `event retry · ${TIME}`,
      '  nth: 1',
      `event (no name) · ${TIME}`,
      'attributes',
      '  order.id: 42',
      'resource',
      '  host: h',
    ].join('\n'),
  );
});

test('The status tells what there is, and what is not there yet or any more', () => {
  const status = { version: '1.2.3', storage: 'embedded', spans: 1, links: 2, receivers: {}, openIn: [] } as const;
  const done = { isDone: true, done: 5, total: 5 };
  expect(answerText('status', { ...status, backfill: done }, 1000)).toBe('explorer 1.2.3 · 1 span · 2 links');
  const lost = { days: [], traces: [], folders: [] };
  expect(answerText('status', { ...status, backfill: { ...done, isDone: false, done: 3 }, lost }, 1000)).toBe(
    [
      'explorer 1.2.3 · 1 span · 2 links',
      'INCOMPLETE: earlier spans are still indexed, 3 of 5.',
      'INCOMPLETE: spans were lost with torn files; the page says which.',
    ].join('\n'),
  );
});

test('A graph is told as trees, each span with its causes, and traces by their distance', () => {
  const spans = [
    span(1),
    span(2, { parentSpanId: spanIdOf(1), start: AT + 2, status: 'error' }),
    span(3, { parentSpanId: spanIdOf(1), start: AT + 1 }),
    span(4, { traceId: traceIdOf(2), parentSpanId: spanIdOf(77) }),
  ];
  const links = [
    { cause: ref(2, 4), effect: ref(1, 2), relation: 'origin', attributes: {} },
    { cause: ref(5, 50), effect: ref(1, 2), attributes: {} },
    { cause: ref(1, 3), effect: ref(6, 60), relation: 'batch_item', attributes: {} },
  ];
  const lanes = [
    { ...trace(1), hop: 0, hasMore: false },
    { ...trace(2), hop: 1, hasMore: false },
  ];
  const missing = [5, 6, 7].map((number) => ({ traceId: traceIdOf(number), hop: 1 }));
  const center = { traceId: traceIdOf(1) };
  expect(answerText('graph', { center, lanes, spans, links, missing, ...complete }, 2000)).toBe(
    [
      `trace ${traceIdOf(1)} · ${TIME} · 1.5 min · 2 spans`,
      `- ${line(1)}`,
      `  - ${line(3)}`,
      `      → batch_item: trace ${traceIdOf(6)} span ${spanIdOf(60)}`,
      `  - work 2 · orders · 1.5 ms · ERROR · span ${spanIdOf(2)}`,
      `      ← origin: work 4, span ${spanIdOf(4)}`,
      `      ← link: trace ${traceIdOf(5)} span ${spanIdOf(50)}`,
      `trace ${traceIdOf(2)} · ${TIME} · 1.5 min · 2 spans · 1 link away`,
      `- … ${line(4)}`,
      '“…” stands for callers that are not shown.',
      `No span was received of 3 linked traces (${traceIdOf(5)}, ${traceIdOf(6)}, …).`,
    ].join('\n'),
  );
});

test('Of spans that do not all fit, the one asked for, errors, and those with links are told first', () => {
  const spans = Array.from({ length: 60 }, (_, index) =>
    span(index + 1, {
      ...(index > 0 && { parentSpanId: spanIdOf(1) }),
      ...(index === 57 && { status: 'error' as const }),
      start: AT + index,
    }),
  ).reverse();
  const links = [{ cause: ref(9, 9), effect: ref(1, 57), attributes: {} }];
  const lanes = [{ ...trace(1), hop: 0, hasMore: false }];
  const answer = { center: ref(1, 60), lanes, spans, links, missing: [], ...complete };
  const text = answerText('graph', answer, 700);
  for (const number of [57, 58, 60]) expect(text).toContain(`work ${number} · `);
  // and of all others, those that started first
  expect(text).toContain(`- work 1 · `);
  expect(text).toContain(`- work 2 · `);
  expect(text).not.toContain('work 50 · ');
  expect(text).toMatch(/^CUT: \d+ more spans did not fit; raise tokens, or ask for a trace or span\.$/m);
});

test('Of traces that do not all fit, the nearest are told, whichever came first', () => {
  const hops = Array.from({ length: 40 }, (_, index) => index);
  const lanes = hops.map((hop) => ({ ...trace(hop + 1), hop, hasMore: false }));
  const spans = hops.map((hop) => span(hop + 1, { traceId: traceIdOf(hop + 1), start: AT - hop }));
  const answer = { center: ref(1, 1), lanes, spans, links: [], missing: [], ...complete };
  const text = answerText('graph', answer, 1000);
  const told = text.split('\n').flatMap((told) => /^- work (\d+)/.exec(told)?.slice(1) ?? []);
  expect(told).toEqual(hops.slice(0, told.length).map((hop) => String(hop + 1)));
  expect(told.length).toBeGreaterThan(3);
  expect(text).toContain(
    `CUT: ${40 - told.length} more spans did not fit, ${40 - told.length} whole traces among them`,
  );
});

test('Spans that call themselves, or one another in a circle, are drawn once each, with what they call', () => {
  const spans = [
    span(1, { parentSpanId: spanIdOf(1) }),
    span(2, { start: AT + 1 }),
    span(3, { parentSpanId: spanIdOf(4), start: AT + 2 }),
    span(4, { parentSpanId: spanIdOf(3), start: AT + 3 }),
    span(5, { parentSpanId: spanIdOf(4), start: AT + 4 }),
  ];
  const text = answerText('trace', { trace: trace(1), spans, links: [], ...complete }, 1000);
  expect(text.split('\n').slice(1)).toEqual([
    `- ${line(1)}`,
    `- ${line(2)}`,
    `- ${line(3)}`,
    `  - ${line(4)}`,
    `    - ${line(5)}`,
  ]);
});

test('A list that does not fit tells how much of it is shown', () => {
  const runs = Array.from({ length: 100 }, (_, index) => ({
    ...{ workflow: 'ship', run: String(index), start: AT, end: AT, attempts: 1, errors: 0 },
  }));
  const lines = answerText('runs', { runs, ...complete }, 1000).split('\n');
  expect(lines.at(-1)).toBe(`CUT: ${lines.length - 1} of 100 are shown; raise tokens, or narrow the question.`);
  expect(lines.length).toBeGreaterThan(5);
});

test('Text of others stays on one line, and is cut where it is long', () => {
  const names = [`a\u202e\nb`, 'x'.repeat(1025), '🙂'.repeat(1024)];
  const lines = answerText('facets', { services: [], names, attributes: [], ...complete }, 50_000).split('\n');
  expect(lines).toEqual(['name=a  b', `name=${'x'.repeat(1023)}…`, `name=${'🙂'.repeat(1024)}`]);
  const long = trace(1, { name: 'y'.repeat(121), service: ' ' });
  expect(answerText('search', { traces: [{ ...long, matches: [] }], ...complete }, 1000)).toMatch(
    /^y{119}… · \(no name\) · trace /,
  );
});
