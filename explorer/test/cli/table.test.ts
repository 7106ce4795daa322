/** Tables for people: they tell what they leave out, and keep their columns whatever the names are. */
import { formatTable } from '../../server/cli/table';
import { textWidth } from '../../server/cli/text-width';
import type { Bound, Completeness, GraphAnswer, SearchAnswer, SpanSummary, TraceAnswer } from '../../api/answers';

const span = (fields: Partial<SpanSummary> = {}): SpanSummary => ({
  traceId: '1'.repeat(32),
  spanId: '2'.repeat(16),
  name: 'work',
  service: 'orders',
  kind: 'internal',
  status: 'unset',
  start: 1_795_000_000_000_000,
  duration: 1_500,
  ...fields,
});
const complete: Completeness = { isCut: false, cutBy: [] };
const cutBy = (...bounds: readonly Bound[]): Completeness => ({ isCut: true, cutBy: bounds });
const trace = (spans: readonly SpanSummary[], fields: Partial<TraceAnswer> = {}): TraceAnswer => ({
  trace: {
    ...{ traceId: '1'.repeat(32), name: 'work', service: 'orders', services: ['orders'], start: 0, duration: 0 },
    ...{ spans: spans.length, errors: 0, linksOut: 0, linksIn: 0 },
  },
  spans,
  links: [],
  ...complete,
  ...fields,
});
const graph: GraphAnswer = { center: { traceId: '1' }, lanes: [], spans: [], links: [], missing: [], ...complete };

test('Links stand below the spans, with the names of their ends as far as these are in the answer', () => {
  const [effect, cause] = [span({ name: 'ship' }), span({ traceId: '3'.repeat(32), name: 'place' })];
  const lost = { traceId: '4'.repeat(32), spanId: '5'.repeat(16) };
  const links = [
    { cause, effect, relation: 'batch_item', attributes: {}, span: cause },
    { cause: lost, effect, attributes: {} },
  ];
  const lines = formatTable('trace', trace([effect], { links })).split('\n');
  expect(lines.slice(2).map((line) => line.split(/ {2,}/))).toEqual([
    [''],
    ['relation', 'effect', 'effect trace', 'effect span', 'cause', 'cause trace', 'cause span'],
    ['batch_item', 'ship', effect.traceId, effect.spanId, 'place', cause.traceId, cause.spanId],
    ['', 'ship', effect.traceId, effect.spanId, lost.traceId, lost.spanId],
    [''],
  ]);
  expect(formatTable('trace', trace([effect])).split('\n')).toHaveLength(3);
});

describe('what a table leaves out', () => {
  test('A page of a search tells the parameter of the next one, and the last page does not', () => {
    const page: SearchAnswer = { traces: [{ ...trace([]).trace, matches: [] }], ...complete };
    expect(formatTable('search', { ...page, next: 'abc' })).toMatch(/\n\nThere are older traces: before=abc\n$/);
    expect(formatTable('search', page)).not.toContain('older');
  });

  test('An incomplete answer says so, and names the parameters that raise its limits', () => {
    expect(formatTable('graph', { ...graph, ...cutBy('hops', 'links') })).toMatch(
      /\nIncomplete: cut by a limit on hops, links; raise hops=…, links=….\n$/,
    );
    expect(formatTable('trace', trace([span()], cutBy('spans')))).toMatch(/Incomplete: .*; raise spans=….\n$/);
    expect(formatTable('search', { traces: [], ...cutBy('hops') })).toMatch(
      /^Nothing was found.\nIncomplete: .*hops=…/,
    );
    expect(formatTable('trace', trace([span()]))).not.toContain('Incomplete');
  });

  test('A bound that no parameter raises is told, too', () => {
    const table = formatTable('trace', trace([span()], cutBy('rows', 'bytes', 'text')));
    expect(table).toContain('Incomplete: more was found than can be listed.\n');
    expect(table).toContain('Incomplete: the answer has reached its largest size.\n');
    expect(table).toContain('Long texts are cut');
    expect(table).not.toContain('raise');
    // a question that has no such parameter
    expect(formatTable('chain', { steps: [], traces: [], elapsed: 0, waited: 0, ...cutBy('links') })).toMatch(
      /Incomplete: cut by a limit on links.\n/,
    );
  });

  test('Links and events that are not listed are counted', () => {
    const texts = { attributes: {}, resource: {}, scope: { name: '', version: '' } };
    const detail = { ...span(), ...texts, events: [], eventsTotal: 0 };
    const cut = cutBy('links');
    const none = { total: 0, ends: [] };
    expect(formatTable('span', { ...detail, ...cut, causedBy: none, ledTo: { total: 7, ends: [] } })).toMatch(
      /\n\n7 of 7 effects are not listed: raise links=….\n$/,
    );
    const ofEvents = { ...detail, ...cutBy('events'), eventsTotal: 9, causedBy: none, ledTo: none };
    expect(formatTable('span', ofEvents)).toMatch(/\n\n9 of 9 events are not listed: raise events=….\n$/);
  });

  test('What an SDK dropped, what is from the future, and what the store lost is told', () => {
    const texts = { attributes: {}, resource: {}, events: [], eventsTotal: 0 };
    const detail = { ...span({ isFromFuture: true }), ...texts, ...complete };
    const none = { total: 0, ends: [] };
    const scope = { name: '', version: '' };
    const dropped = { attributes: 3, events: 0, links: 1 };
    expect(formatTable('span', { ...detail, scope, dropped, causedBy: none, ledTo: none })).toMatch(
      /Dropped by its SDK: attributes 3, links 1.\nFrom the future, by the clocks of their senders: 1 span.\n$/,
    );
    expect(formatTable('trace', trace([span(), span({ isFromFuture: true })]))).toMatch(
      /From the future.*: 1 span.\n$/,
    );
    const lost = { days: ['2026-01-31'], traces: ['a'.repeat(32)], tracesTotal: 1, folders: ['detached'] };
    const status = { version: '1', storage: 'embedded', spans: 1, links: 0, receivers: {}, openIn: [], lost } as const;
    expect(formatTable('status', { ...status, backfill: { isDone: true, done: 0, total: 0 } })).toMatch(/lost.*a{32}/);
  });

  test('Clocks that are off are named, with the parameter that moves them', () => {
    const table = formatTable(
      'trace',
      trace([span()], { clockOffsets: [{ service: 'cards', offset: -7_200_000_000 }] }),
    );
    expect(table).toMatch(
      /The clock of cards seems to be 7200.00 s ahead; clocks=adjusted moves its times by that.\n$/,
    );
  });

  test('A chain tells its times, and the clock skew of its steps', () => {
    const steps = [
      { span: span(), waitedBefore: 0 },
      { span: span(), waitedBefore: 0, clockSkew: 50_000 },
    ];
    const table = formatTable('chain', { steps, traces: [], elapsed: 1_500, waited: 0, ...complete });
    expect(table.split('\n')[0]).toMatch(/^waited +clock skew +link/);
    expect(table).toContain('50.0 ms');
    expect(table).toMatch(/1.5 ms elapsed, 0 µs of them waiting.\n$/);
  });
});

describe('columns', () => {
  const names = ['work', '注文を処理する', '주문 처리', '🎉 party 👩‍👩‍👧', 'e\u0301te\u0301', 'ｆｕｌｌ', 'ünïcode', ''];

  test('Columns are straight in a terminal that gives wide characters two places, and none to combining ones', () => {
    const lines = formatTable('trace', trace(names.map((name) => span({ name }))))
      .split('\n')
      .slice(0, -1);
    const places = lines.map((line) => textWidth(line.slice(0, line.search(/status|unset/))));
    expect(new Set(places).size).toBe(1);
    expect(names.map(textWidth)).toEqual([4, 14, 9, 11, 3, 8, 7, 0]);
  });

  test('A long name is cut to 80 places with a mark, and no character is cut in two', () => {
    const cells = ['x'.repeat(81), '注'.repeat(41), '👩‍👩‍👧'.repeat(41), 'e\u0301'.repeat(300)].map(
      (name) =>
        formatTable('trace', trace([span({ name })]))
          .split('\n')[1]
          ?.split(/ {2,}/)[3] ?? '',
    );
    expect(cells.map((cell) => cell.at(-1))).toEqual(['…', '…', '…', '…']);
    expect(cells.map(textWidth)).toEqual([80, 79, 79, 80]);
    expect(cells.join('')).not.toMatch(/[\ud800-\udbff](?![\udc00-\udfff])/);
    expect(formatTable('trace', trace([span({ name: 'x'.repeat(80) })]))).not.toContain('…');
  });

  test('Names that control a terminal or turn the direction of text are written without these characters', () => {
    const table = formatTable('trace', trace([span({ name: 'a\u202egpj.exe\u001b[2J', service: '\u2067x' })]));
    expect(table).toContain('a?gpj.exe?[2J');
    expect(table).toContain('?x');
  });

  test('An empty name says so', () => {
    expect(formatTable('trace', trace([span({ name: '', service: '' })]))).toMatch(/\(no name\) +\(no name\) +unset/);
  });

  test('A table of 50,000 rows is written', () => {
    expect(formatTable('trace', trace(Array.from({ length: 50_000 }, () => span()))).split('\n')).toHaveLength(50_002);
  });
});

describe('the rows of each answer', () => {
  const cellsOf = (table: string): string[][] =>
    table
      .split('\n')
      .slice(0, -1)
      .map((row) => row.split(/ {2,}/));
  const AT = 1_795_000_000_000_000;
  const TIME = '2026-11-18T11:06:40.000Z';
  const id = '1'.repeat(32);

  test('Lanes of a graph tell whether there is more beyond them', () => {
    const lane = { ...trace([]).trace, traceId: id, start: AT, spans: 3, errors: 1 };
    const lanes = [
      { ...lane, hop: 0, hasMore: false },
      { ...lane, hop: 1, hasMore: true, name: '', service: '' },
    ];
    expect(cellsOf(formatTable('graph', { ...graph, lanes }))).toEqual([
      ['hop', 'start', 'took', 'service', 'name', 'spans', 'errors', 'more', 'trace'],
      ['0', TIME, '0 µs', 'orders', 'work', '3', '1', id],
      ['1', TIME, '0 µs', '(no name)', '(no name)', '3', '1', '…', id],
    ]);
  });

  test('Edges of services tell their gaps, which only links have', () => {
    const edge = { from: 'shop', to: '', count: 2, errors: 1, p50: 5, p95: 2_500_000 };
    const edges = [
      { ...edge, kind: 'call' },
      { ...edge, kind: 'link', relation: 'origin', gap: { p50: 1000, p95: 2000 } },
    ] as const;
    const answer = { services: [], edges, since: 0, by: 'start', oneOf: 4, ...complete } as const;
    expect(cellsOf(formatTable('services', answer))).toEqual([
      ['from', 'to', 'kind', 'relation', 'count', 'errors', 'p50', 'p95', 'gap p50', 'gap p95'],
      ['shop', '(no name)', 'call', '2', '1', '5 µs', '2.50 s'],
      ['shop', '(no name)', 'link', 'origin', '2', '1', '5 µs', '2.50 s', '1.0 ms', '2.0 ms'],
      [''],
      ['Counts are estimates from one of 4 traces.'],
    ]);
  });

  test('Steps of a conversation tell what they took, as far as that is known', () => {
    const steps = [
      { operation: 'chat', agent: 'planner', attempt: 2, usage: { inputTokens: 10, outputTokens: 3 }, span: span() },
      { operation: 'execute_tool', tool: 'search', span: span() },
    ];
    const table = formatTable('conversation', { conversation: 'c', steps, links: [], ...complete });
    expect(cellsOf(table).map((row) => row.slice(0, 6))).toEqual([
      ['agent', 'operation', 'tool', 'attempt', 'tokens in', 'tokens out'],
      ['planner', 'chat', '2', '10', '3', TIME],
      ['', 'execute_tool', 'search', TIME, '1.5 ms', 'orders'],
    ]);
    const of = { agents: ['a', 'b'], start: AT, end: AT, invocations: 1, errors: 2 };
    expect(
      cellsOf(formatTable('conversations', { conversations: [{ conversation: 'c', ...of }], ...complete })),
    ).toEqual([
      ['conversation', 'agents', 'start', 'end', 'invocations', 'errors'],
      ['c', 'a, b', TIME, TIME, '1', '2'],
    ]);
  });

  test('A kept trace tells the stories that it is part of, or its state alone', () => {
    const kept = { traceId: id, heldSpans: 2, ...complete };
    const story = { keptFor: id, role: 'policy', policies: ['errors', 'slow'], hops: 1, decided: AT } as const;
    expect(cellsOf(formatTable('kept', { ...kept, state: 'kept', goneAt: AT, stories: [story] }))).toEqual([
      ['trace', 'state', 'held spans', 'gone at', 'as', 'policies', 'kept for', 'hops', 'decided'],
      [id, 'kept', '2', TIME, 'policy', 'errors, slow', id, '1', TIME],
    ]);
    expect(cellsOf(formatTable('kept', { ...kept, state: 'off', stories: [] }))).toEqual([
      ['trace', 'state', 'held spans', 'gone at'],
      [id, 'off', '2'],
    ]);
  });

  test('A span tells its links by relation, those to spans that were not received by their ids', () => {
    const [here, there] = [
      { traceId: id, spanId: '2'.repeat(16) },
      { traceId: '3'.repeat(32), spanId: '4'.repeat(16) },
    ];
    const detail = {
      ...span(),
      attributes: {},
      resource: {},
      scope: { name: '', version: '' },
      events: [],
      eventsTotal: 0,
      ...complete,
    };
    const causedBy = { total: 1, ends: [{ cause: there, effect: here, relation: 'origin', attributes: {} }] };
    const ledTo = { total: 1, ends: [{ cause: here, effect: there, attributes: {} }] };
    expect(cellsOf(formatTable('span', { ...detail, causedBy, ledTo }))).toEqual([
      ['link', 'start', 'took', 'service', 'name', 'status', 'trace', 'span'],
      ['', TIME, '1.5 ms', 'orders', 'work', 'unset', here.traceId, here.spanId],
      ['caused by (origin)', there.traceId, there.spanId],
      ['led to', there.traceId, there.spanId],
    ]);
  });

  test('Counters, facets, usage, runs and the status have a row for each of theirs', () => {
    const counter = { service: '', counter: 'links', value: 3, rose: AT };
    const counters = [{ ...counter, site: 'Orders.place', attributes: { a: '1', b: '2' } }, counter];
    expect(cellsOf(formatTable('counters', { counters, ...complete }))).toEqual([
      ['service', 'site', 'counter', 'value', 'last rose', 'attributes'],
      ['(no name)', 'Orders.place', 'links', '3', TIME, 'a=1 b=2'],
      ['(no name)', 'links', '3', TIME],
    ]);
    const facets = { services: ['s'], names: ['n', 'm'], attributes: [], ...complete };
    expect(cellsOf(formatTable('facets', facets))).toEqual([
      ['service', 'name', 'attribute'],
      ['s', 'n'],
      ['', 'm'],
    ]);
    expect(
      cellsOf(formatTable('usage', { inputTokens: 1, outputTokens: 2, cost: 0.5, spans: 3, ...complete })),
    ).toEqual([
      ['tokens in', 'tokens out', 'cost', 'spans that tell'],
      ['1', '2', '0.5', '3'],
    ]);
    const attempts = [{ stage: 'pack', item: 'box', attempt: 2, span: span() }];
    const run = formatTable('run', { workflow: 'w', run: 'r', attempts, links: [], ...complete });
    expect(cellsOf(run).map((row) => row.slice(0, 3))).toEqual([
      ['stage', 'item', 'attempt'],
      ['pack', 'box', '2'],
    ]);
    const status = { version: '1', storage: 'server', spans: 1, links: 2, receivers: {}, openIn: [] } as const;
    expect(cellsOf(formatTable('status', { ...status, backfill: { isDone: false, done: 3, total: 4 } }))).toEqual([
      ['version', 'storage', 'spans', 'links', 'back-fill'],
      ['1', 'server', '1', '2', '3 of 4'],
    ]);
  });
});
