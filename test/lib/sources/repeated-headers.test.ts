/** A header that came twice: the last hop of a broker's message counts, and a request with two has none. */
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createContext, runInContext } from 'node:vm';
import { linksFrom, type LinkSource, parseLink } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { A, B, C, linkOf, linkTargets } from '../../fixtures/spans';

// with the SDK's own propagator registered, which takes the first of several
const recorder = recordSpans();
afterAll(() => recorder.stop());

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** What a source links to, each with the trace state it came with. */
function read(source: unknown): [string, string | undefined][] {
  return linksFrom(source as LinkSource).map((link) => [
    linkTargets([link])[0] as string,
    link.context.traceState?.serialize(),
  ]);
}

/** As NATS's headers: names, each with all its values. */
class MsgHdrs {
  constructor(readonly values: Record<string, unknown[]>) {}
  get(name: string): unknown {
    return this.values[name]?.[0] ?? '';
  }
  [Symbol.iterator](): Iterator<[string, unknown[]]> {
    return Object.entries(this.values)[Symbol.iterator]();
  }
}

const CONTAINERS: [string, (parents: unknown[], states: unknown[]) => unknown][] = [
  ['arrays, as of KafkaJS', (traceparent, tracestate) => ({ traceparent, tracestate })],
  ['arrays in a message', (traceparent, tracestate) => ({ headers: { traceparent, tracestate } })],
  ['arrays of MQTT', (traceparent, tracestate) => ({ properties: { userProperties: { traceparent, tracestate } } })],
  ['headers of NATS', (traceparent, tracestate) => new MsgHdrs({ traceparent, tracestate })],
  [
    'a Map of arrays',
    (traceparent, tracestate) =>
      new Map([
        ['TraceParent', traceparent],
        ['TraceState', tracestate],
      ]),
  ],
  [
    'pairs, hop by hop',
    (parents, states) => [
      ...parents.flatMap((parent, at) => [
        ['traceparent', parent],
        ...(at < states.length ? [['tracestate', states[at]]] : []),
      ]),
      ...states.slice(parents.length).map((state) => ['tracestate', state]),
    ],
  ],
  [
    'pairs, name by name',
    (parents, states) => [
      ...states.map((state) => ['tracestate', state]),
      ...parents.map((parent) => ['Traceparent', parent]),
    ],
  ],
  [
    "pairs of bytes, as @platformatic/kafka's `headerEntries`",
    (parents, states) => [
      ...parents.map((parent) => [bytes('traceparent'), parent]),
      ...states.map((state) => [bytes('tracestate'), state]),
    ],
  ],
  [
    "one-key objects, as node-rdkafka's",
    (parents, states) => ({
      headers: [
        ...parents.map((traceparent) => ({ traceparent: bytes(traceparent as string) })),
        ...states.map((tracestate) => ({ tracestate: bytes(tracestate as string) })),
      ],
    }),
  ],
  [
    'objects of key and value',
    (parents, states) => [
      ...parents.map((value) => ({ key: 'traceparent', value })),
      ...states.map((value) => ({ key: 'tracestate', value })),
    ],
  ],
];

describe.each(CONTAINERS)('of %s', (_what, contain) => {
  test('the last traceparent has the last trace state', () => {
    expect(read(contain([A, B], ['v=old', 'v=new']))).toEqual([[linkOf(B), 'v=new']]);
    expect(read(contain([A, B, C], ['v=1', 'v=2', 'v=3']))).toEqual([[linkOf(C), 'v=3']]);
  });

  test('the last valid traceparent has the trace state of its own place', () => {
    expect(read(contain([A, B, 'bad'], ['v=1', 'v=2', 'v=3']))).toEqual([[linkOf(B), 'v=2']]);
    expect(read(contain([A, 'bad', ''], ['v=1', 'v=2', 'v=3']))).toEqual([[linkOf(A), 'v=1']]);
  });

  test('one traceparent has all lines of its trace state', () => {
    expect(read(contain([A], ['v=1', 'w=2']))).toEqual([[linkOf(A), 'v=1,w=2']]);
  });

  test('empty lines of a trace state do not make it too long', () => {
    const lines = [...Array.from({ length: 600 }, () => ''), 'v=1'];
    expect(read(contain([A], lines))).toEqual([[linkOf(A), 'v=1']]);
  });

  test('an empty trace state takes its place too', () => {
    expect(read(contain([A, B], ['', 'v=new']))).toEqual([[linkOf(B), 'v=new']]);
    expect(read(contain([A, B], ['v=old', '']))).toEqual([[linkOf(B), undefined]]);
  });

  test('a traceparent at whose place there is no trace state has none', () => {
    expect(read(contain([A, B], ['v=old']))).toEqual([[linkOf(B), undefined]]);
    expect(read(contain([A, B], ['v=1', 'v=2', 'v=3']))).toEqual([[linkOf(B), 'v=2']]);
    expect(read(contain([A, B, 'bad'], ['v=1', 'v=2']))).toEqual([[linkOf(B), 'v=2']]);
    expect(read(contain([A, B], []))).toEqual([[linkOf(B), undefined]]);
  });

  test('more values than are looked at are paired by their place', () => {
    const states = Array.from({ length: 200 }, (_, n) => `v=${n}`);
    expect(read(contain([...Array.from({ length: 199 }, () => A), B], states))).toEqual([[linkOf(B), 'v=199']]);
    expect(read(contain([...Array.from({ length: 199 }, () => A), B], states.slice(0, 100)))).toEqual([
      [linkOf(B), undefined],
    ]);
  });
});

test('a value that is none takes its place among the trace states', () => {
  expect(read({ traceparent: [A, B], tracestate: [null, 'v=new'] })).toEqual([[linkOf(B), 'v=new']]);
  expect(read({ traceparent: [A, null], tracestate: ['v=old', 'v=new'] })).toEqual([[linkOf(A), 'v=old']]);
});

test('names in several cases are one header', () => {
  const headers = [
    ['Traceparent', A],
    ['TraceState', 'v=old'],
    ['traceparent', B],
    ['tracestate', 'v=new'],
  ];
  expect(read(headers)).toEqual([[linkOf(B), 'v=new']]);
  expect(read({ headerEntries: headers.map(([name, value]) => [bytes(name as string), value]) })).toEqual([
    [linkOf(B), 'v=new'],
  ]);
});

test('the start of a CloudEvent is paired as the last hop is', () => {
  expect(
    read({ headers: { ce_traceparent: [A, B], ce_tracestate: ['v=old', 'v=new'], traceparent: C, tracestate: 'w=1' } }),
  ).toEqual([
    [linkOf(C), 'w=1'],
    [linkOf(B), 'v=new'],
  ]);
});

test("Debezium's text has the trace state that stands in it", () => {
  const text = `traceparent=${A}\ntracestate=v\\=in\n`;
  expect(read({ traceparent: text })).toEqual([[linkOf(A), 'v=in']]);
  expect(read({ traceparent: text, tracestate: 'v=out' })).toEqual([[linkOf(A), 'v=in']]);
  expect(read({ traceparent: `traceparent=${A}`, tracestate: 'v=out' })).toEqual([[linkOf(A), 'v=out']]);
});

describe('a text of several, joined by commas as HTTP joins them,', () => {
  const JOINED: string[] = [
    `${A},${B}`,
    `${A}, ${A}`,
    `bad,${A}`,
    `${A},`,
    `,${A}`,
    `${A}\n${B}`,
    `traceparent=${A},${B}`,
  ];

  test.each(JOINED)('is none of them: %p', (joined) => {
    for (const source of [
      joined,
      { traceparent: joined },
      { traceparent: Buffer.from(joined) },
      { headers: { traceparent: joined } },
      { headers: new Map([['Traceparent', [joined]]]) },
      [['traceparent', joined]],
      JSON.stringify({ traceparent: joined }),
      { rawHeaders: ['traceparent', joined] },
      { headers: { 'ce-traceparent': joined, 'diagnostic-id': joined } },
    ])
      expect(read(source)).toEqual([]);
  });

  test('hides no other value of the header', () => {
    expect(read({ traceparent: [A, `${B},${C}`] })).toEqual([[linkOf(A), undefined]]);
  });
});

// after the public test suite of https://github.com/w3c/trace-context
describe('a request', () => {
  const FIRST = '00-12345678901234567890123456789011-1234567890123456-01';
  const SECOND = '00-12345678901234567890123456789012-1234567890123456-01';
  const other = runInContext('({ list: (...items) => items })', createContext()) as { list(...items: unknown[]): [] };

  const REQUESTS: [string, (...headers: [string, string][]) => unknown][] = [
    ['rawHeaders', (...headers) => ({ method: 'POST', rawHeaders: headers.flat() })],
    ['rawHeaders of another realm', (...headers) => ({ rawHeaders: other.list(...headers.flat()) })],
    ['Headers', (...headers) => new Headers(headers)],
    ['a fetch Request', (...headers) => new Request('http://example.org', { headers })],
    ['a fetch Response', (...headers) => new Response('', { headers })],
    ["Headers of another make, which give a name's values apart", (...headers) => new OtherHeaders(headers)],
  ];

  /** As fetch's `Headers`, but for a name that came twice. */
  class OtherHeaders {
    readonly [Symbol.toStringTag] = 'Headers';
    constructor(readonly all: [string, string][]) {}
    get(name: string): string | null {
      return this.all.find(([other]) => other === name)?.[1] ?? null;
    }
    [Symbol.iterator](): Iterator<[string, string]> {
      return this.all[Symbol.iterator]();
    }
  }

  describe.each(REQUESTS)('by its %s', (_what, make) => {
    test('with two traceparents has none (test_traceparent_duplicated)', () => {
      expect(read(make(['traceparent', FIRST], ['traceparent', SECOND]))).toEqual([]);
      expect(read(make(['traceparent', FIRST], ['Traceparent', FIRST]))).toEqual([]);
      expect(read(make(['traceparent', 'bad'], ['traceparent', SECOND]))).toEqual([]);
      expect(read(make(['traceparent', FIRST], ['tracestate', 'v=1'], ['traceparent', SECOND]))).toEqual([]);
    });

    test('with white space around it has it (test_traceparent_ows_handling)', () => {
      for (const value of [` ${SECOND}`, `\t${SECOND}`, `${SECOND} `, `${SECOND}\t`, `\t ${SECOND} \t`])
        expect(read(make(['traceparent', value]))).toEqual([[linkOf(SECOND), undefined]]);
    });

    test('with several lines of trace state has all of them (test_tracestate_multiple_headers_different_keys)', () => {
      expect(
        read(make(['traceparent', FIRST], ['tracestate', 'foo=1'], ['TraceState', 'bar=2'], ['tracestate', 'rojo=1'])),
      ).toEqual([[linkOf(FIRST), 'foo=1,bar=2,rojo=1']]);
    });

    test('with an empty trace state has the other (test_tracestate_empty_header)', () => {
      expect(read(make(['traceparent', FIRST], ['tracestate', 'foo=1'], ['tracestate', '']))).toEqual([
        [linkOf(FIRST), 'foo=1'],
      ]);
      expect(read(make(['traceparent', FIRST], ['tracestate', ''], ['tracestate', 'foo=1']))).toEqual([
        [linkOf(FIRST), 'foo=1'],
      ]);
    });

    test('with two starts of a CloudEvent has the last hop alone', () => {
      expect(read(make(['ce-traceparent', FIRST], ['ce-traceparent', SECOND], ['traceparent', A]))).toEqual([
        [linkOf(A), undefined],
      ]);
    });
  });

  test.each([
    '01-12345678901234567890123456789012-1234567890123456-01',
    'cc-12345678901234567890123456789012-1234567890123456-01',
    'cc-12345678901234567890123456789012-1234567890123456-01-what-the-future-will-be-like',
  ])('of a later version is read (test_traceparent_version_0xcc): %s', (value) => {
    expect(parseLink(value)?.traceId).toBe('12345678901234567890123456789012');
  });

  test.each([
    ['test_traceparent_version_0x00', `${SECOND}.`],
    ['test_traceparent_version_0x00', `${SECOND}-what-the-future-will-be-like`],
    ['test_traceparent_version_0xcc', SECOND.replace('00-', 'cc-') + '.what-the-future-will-not-be-like'],
    ['test_traceparent_version_0xff', SECOND.replace('00-', 'ff-')],
    ['test_traceparent_version_illegal_characters', SECOND.replace('00-', '.0-')],
    ['test_traceparent_version_too_long', SECOND.replace('00-', '000-')],
    ['test_traceparent_version_too_short', SECOND.replace('00-', '0-')],
    ['test_traceparent_trace_id_all_zero', SECOND.replace('12345678901234567890123456789012', '0'.repeat(32))],
    ['test_traceparent_trace_id_illegal_characters', SECOND.replace('-12', '-.2')],
    ['test_traceparent_parent_id_all_zero', SECOND.replace('-1234567890123456-', '-0000000000000000-')],
    ['test_traceparent_trace_flags_illegal_characters', SECOND.replace('-01', '-.0')],
    ['test_traceparent_trace_flags_too_long', SECOND.replace('-01', '-001')],
    ['test_traceparent_trace_flags_too_short', SECOND.replace('-01', '-1')],
  ])('of %s is not read', (_name, value) => {
    expect(read({ rawHeaders: ['traceparent', value] })).toEqual([]);
  });

  test("of Node's own server has none of two traceparents, and all lines of its trace state", async () => {
    const found: unknown[] = [];
    const server = createServer((message, response) => {
      found.push(read(message), read(message.headers), read({ rawHeaders: message.rawHeaders }));
      response.end();
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const send = async (headers: Record<string, string | string[]>): Promise<void> =>
      new Promise((done, fail) =>
        request({ port: (server.address() as AddressInfo).port, headers }, (response) =>
          response.resume().on('end', done),
        )
          .on('error', fail)
          .end(),
      );
    await send({ traceparent: [FIRST, SECOND] });
    expect(found.splice(0)).toEqual([[], [], []]);
    await send({ traceparent: FIRST, tracestate: ['v=1', 'w=2'] });
    const expected = [[linkOf(FIRST), 'v=1,w=2']];
    expect(found).toEqual([expected, expected, expected]);
    await new Promise((closed) => server.close(closed));
  });
});

describe('other formats of a broker', () => {
  const [low, high] = ['7', '9'];
  const id = (trace: string, span: string): string => `${trace.padStart(32, '0')}-${span.padStart(16, '0')}`;

  test('are read by their last hop', () => {
    expect(
      read({ headers: { 'x-datadog-trace-id': [high, low], 'x-datadog-parent-id': [high, Buffer.from(low)] } }),
    ).toEqual([[id(low, low), undefined]]);
    expect(read({ headers: { b3: [B.slice(3), A.slice(3)].map((one) => one.replace(/0([01])$/, '$1')) } })).toEqual([
      [linkOf(A), undefined],
    ]);
    expect(
      read({ 'x-b3-traceid': [B.slice(3, 35), A.slice(3, 35)], 'x-b3-spanid': [B.slice(36, 52), A.slice(36, 52)] }),
    ).toEqual([[linkOf(A), undefined]]);
    expect(read({ 'sentry-trace': [`${linkOf(B)}-1`, `${linkOf(A)}-1`] })).toEqual([[linkOf(A), undefined]]);
  });

  test('whose parts cannot be told apart give no link', () => {
    expect(read({ 'x-datadog-trace-id': [high, low], 'x-datadog-parent-id': low })).toEqual([]);
    expect(read({ 'x-b3-traceid': [B.slice(3, 35), A.slice(3, 35)], 'x-b3-spanid': A.slice(36, 52) })).toEqual([]);
  });

  test('of a request that came twice give no link', () => {
    for (const [name, one, other] of [
      ['sentry-trace', linkOf(B), linkOf(A)],
      ['x-datadog-trace-id', low, high],
    ] as const)
      expect(read({ rawHeaders: [name, one, name, other, 'x-datadog-parent-id', low] })).toEqual([]);
  });
});

test('ten thousand lines of trace state are not put together', () => {
  const tracestate = Array.from({ length: 10_000 }, () => Buffer.alloc(8_192, 'v=x,'));
  expect(read({ traceparent: A, tracestate })).toEqual([[linkOf(A), undefined]]);
});

test('arrays in arrays are no values', () => {
  expect(read({ traceparent: [[A]] })).toEqual([]);
  expect(read({ traceparent: [[A], B] })).toEqual([[linkOf(B), undefined]]);
  expect(read({ traceparent: [[...Buffer.from(A)], [...Buffer.from(B)]], tracestate: ['v=1', 'v=2'] })).toEqual([
    [linkOf(B), 'v=2'],
  ]);
});
