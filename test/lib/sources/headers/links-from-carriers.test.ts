/** `linksFrom` reads headers in every container that clients deliver. */
import { linksFrom, type LinkSource } from 'spanlink';
import { A, B, contextOf, linkOf, linkTargets } from '../../../fixtures/spans.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const OTHER = 'application/json';

/** A container that answers `get` and iterates pairs, as NATS's `MsgHdrs` does. */
class MessageHeaders {
  constructor(readonly values: Record<string, string[]>) {}

  get(name: string): string {
    return this.values[name]?.at(0) ?? '';
  }

  *[Symbol.iterator](): IterableIterator<[string, string[]]> {
    yield* Object.entries(this.values);
  }
}

const CONTAINERS: [string, (value: string) => LinkSource][] = [
  ['a plain object', (traceparent) => ({ 'content-type': OTHER, traceparent })],
  ['an object without a prototype', (traceparent) => Object.assign(Object.create(null), { traceparent }) as LinkSource],
  [
    'a Map',
    (traceparent) =>
      new Map([
        ['content-type', OTHER],
        ['traceparent', traceparent],
      ]),
  ],
  ['fetch Headers', (traceparent) => new Headers({ 'content-type': OTHER, traceparent })],
  [
    'message headers with get',
    (traceparent) => new MessageHeaders({ 'content-type': [OTHER], traceparent: [traceparent] }),
  ],
  [
    'an array of pairs',
    (traceparent) => [
      ['content-type', OTHER],
      ['traceparent', traceparent],
    ],
  ],
  ['an array of one pair', (traceparent) => [['traceparent', traceparent]]],
  ['an array of one-key objects', (traceparent) => [{ 'content-type': OTHER }, { traceparent }]],
  ['a JSON string', (traceparent) => JSON.stringify({ 'content-type': OTHER, traceparent })],
];

describe.each(CONTAINERS)('%s', (_what, contain) => {
  test('is read', () => {
    expect(linksFrom(contain(A))).toEqual([{ context: contextOf(A) }]);
  });

  test('is read as the headers of a message', () => {
    expect(linkTargets(linksFrom({ id: 7, headers: contain(A) }))).toEqual([linkOf(A)]);
  });

  test('is read in a batch, of one message or of two', () => {
    expect(linkTargets(linksFrom([{ headers: contain(A) }]))).toEqual([linkOf(A)]);
    expect(linkTargets(linksFrom([{ headers: contain(A) }, { headers: contain(B) }]))).toEqual([A, B].map(linkOf));
  });

  test('with a bad value gives no link', () => {
    expect(linksFrom(contain(A.replace('00-', 'ff-')))).toEqual([]);
  });
});

test.each([
  ['with escapes', `{"traceparent":"\\u0030${A.slice(1)}"}`],
  ['with white space', `{ "traceparent": "${A}" }\n`],
  ['of a later version', `{"traceparent":"01${A.slice(2)}-more"}`],
])('a JSON string of a traceparent alone is read %s', (_how, json) => {
  expect(linkTargets(linksFrom(json))).toEqual([linkOf(A)]);
  expect(linkTargets(linksFrom({ headers: json }))).toEqual([linkOf(A)]);
});

test.each([
  ['white space', '\n  '],
  ['a byte order mark', '\uFEFF'],
  ['both', '\uFEFF\r\n'],
])('JSON behind %s is read, as text and as bytes, short or long', (_what, before) => {
  for (const note of ['', 'é'.repeat(20_000)]) {
    const json = `${before}${JSON.stringify({ note, traceparent: A })}`;
    for (const source of [json, Buffer.from(json), { headers: json }, { headers: Buffer.from(json) }])
      expect(linkTargets(linksFrom(source))).toEqual([linkOf(A)]);
  }
});

test('headers as a JSON string in bytes are read', () => {
  expect(linkTargets(linksFrom(Buffer.from(JSON.stringify({ traceparent: A })) as never))).toEqual([linkOf(A)]);
});

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['null', null],
  ['a number', 7],
  ['text', 'x-id'],
  ['bytes', bytes('x-id')],
  ['a name that is a number', [7, 'x']],
  ['a name that is an object', [{ traceparent: B }, 'x']],
  ['no name', []],
  ['a key that is a number', { key: 7, value: 'x' }],
  ['a name that is null', { name: null, value: 'x' }],
])('a list of headers is read where one of them is %s', (_what, header) => {
  expect(linkTargets(linksFrom({ headers: [header, ['traceparent', A], header] } as LinkSource))).toEqual([linkOf(A)]);
});

test('a Map is read where a name is no text', () => {
  const headers = new Map<unknown, string>([
    [7, 'x'],
    [Symbol('id'), 'x'],
    [undefined, 'x'],
    ['traceparent', A],
  ]);
  expect(linkTargets(linksFrom({ headers } as LinkSource))).toEqual([linkOf(A)]);
});

describe.each(['traceparent', 'Traceparent', 'TRACEPARENT', 'TraceParent'])('The name %s', (name) => {
  test.each<[string, LinkSource]>([
    ['an object', { [name]: A }],
    ['a Map', new Map([[name, A]])],
    ['a Map with names of bytes', new Map([[bytes(name), A]]) as never],
    ['Headers', new Headers([[name, A]])],
    ['message headers', new MessageHeaders({ [name]: [A] })],
    ['pairs', [[name, A]]],
    ['one-key objects', [{ [name]: A }]],
    ['JSON', JSON.stringify({ [name]: A })],
  ])('is found in %s', (_what, carrier) => {
    expect(linkTargets(linksFrom(carrier))).toEqual([linkOf(A)]);
  });
});

describe('A value', () => {
  test.each<[string, LinkSource]>([
    ['a Buffer', { traceparent: Buffer.from(A) }],
    ['a Uint8Array', { traceparent: bytes(A) }],
    ['a view into a larger buffer', { traceparent: bytes(`xx${A}xx`).subarray(2, 57) }],
    ['an array of one text', { traceparent: [A] }],
    ['an array of one Buffer', { traceparent: [Buffer.from(A)] }],
    ['text with white space around it', { traceparent: ` ${A}\t` }],
    ['a Buffer in a Map', new Map([['traceparent', Buffer.from(A)]])],
    ['a Buffer in a pair', [['traceparent', Buffer.from(A)]]],
    ['an array in a pair', [['traceparent', [A]]]],
    ['a Buffer in a one-key object', [{ traceparent: Buffer.from(A) }]],
  ])('may be %s', (_what, carrier) => {
    expect(linkTargets(linksFrom(carrier))).toEqual([linkOf(A)]);
  });

  test.each<[string, LinkSource]>([
    ['in an array', { traceparent: [B, A] }],
    ['in an array of bytes', { traceparent: [bytes(B), Buffer.from(A)] }],
    [
      'in pairs',
      [
        ['traceparent', B],
        ['Traceparent', A],
      ],
    ],
    ['in several cases', { Traceparent: B, traceparent: 'bad', TRACEPARENT: A }],
    ['in message headers', new MessageHeaders({ Traceparent: [B, A] })],
    ['in one-key objects of a message', { headers: [{ traceparent: B }, { traceparent: A }] }],
    ['with bad ones behind it', { traceparent: [B, A, `${A}-what`, 'ff', ''] }],
  ])('that came twice counts as its last valid one: %s', (_what, carrier) => {
    expect(linkTargets(linksFrom(carrier))).toEqual([linkOf(A)]);
  });

  test.each<[string, unknown]>([
    ['a number', 7],
    ['null', null],
    ['an object', { A }],
    ['an empty array', []],
    ['nothing', undefined],
  ])('that is %s gives no link', (_what, traceparent) => {
    expect(linksFrom({ traceparent })).toEqual([]);
  });
});

describe('A tracestate beside the traceparent', () => {
  const STATE = 'vendor=one,other=two';
  test.each<[string, LinkSource]>([
    ['text', { traceparent: A, tracestate: STATE }],
    ['bytes', { traceparent: Buffer.from(A), tracestate: Buffer.from(STATE) }],
    ['several texts', { traceparent: A, tracestate: ['vendor=one', 'other=two'] }],
    ['in another case', { Traceparent: A, TraceState: STATE }],
    ['in Headers', new Headers({ traceparent: A, tracestate: STATE })],
    [
      'in a Map',
      new Map([
        ['traceparent', A],
        ['tracestate', STATE],
      ]),
    ],
    [
      'in pairs',
      [
        ['traceparent', A],
        ['tracestate', 'vendor=one'],
        ['tracestate', 'other=two'],
      ],
    ],
    ['in one-key objects', [{ traceparent: A }, { tracestate: STATE }]],
    [
      'in pairs beside nothing',
      [
        ['traceparent', A],
        ['other', null],
        ['tracestate', STATE],
      ],
    ],
    ['in one-key objects beside nothing', [{ traceparent: A }, { other: undefined }, { tracestate: STATE }]],
    ['in JSON', JSON.stringify({ traceparent: A, tracestate: STATE })],
    ['in a row', { id: 7, traceparent: A, tracestate: STATE }],
  ])('is kept: %s', (_what, source) => {
    expect(linksFrom(source)[0]?.context.traceState?.serialize()).toBe(STATE);
  });

  test('that is empty or invalid is left out, and the link stays', () => {
    expect(
      linksFrom([
        { traceparent: A, tracestate: '' },
        { traceparent: B, tracestate: { bad: true } },
      ]),
    ).toEqual([{ context: contextOf(A) }, { context: contextOf(B) }]);
  });
});
