/** CloudEvents carry the start of the journey, and the protocol's headers its last hop. */
import { linksFrom, type LinkSource } from 'spanlink';
import { A, B, linkOf } from '../../../fixtures/spans.js';
import { read, testHeaders } from './message-suite.js';

const attributes = { specversion: '1.0', id: '7', source: '/orders', type: 'order.placed', data: { id: 7 } };

/** As the SDK delivers it: a frozen object of a class, with the extensions as own fields. */
class CloudEvent {
  constructor(extensions: object) {
    Object.assign(this, attributes, extensions);
    Object.freeze(this);
  }
}

describe('A CloudEvent', () => {
  test.each<[string, (extensions: object) => object]>([
    ['of the SDK', (extensions) => new CloudEvent(extensions)],
    ['that is plain', (extensions) => ({ ...attributes, ...extensions })],
  ])('%s is read by its extension', (_what, make) => {
    const source = make({ traceparent: A, tracestate: 'vendor=1' });
    expect(read(source)).toEqual([linkOf(A)]);
    expect(linksFrom(source as LinkSource)[0]?.context.traceState?.serialize()).toBe('vendor=1');
    expect(read(make({ traceparent: 'bad' }))).toEqual([]);
    expect(read(make({}))).toEqual([]);
  });

  test('in structured mode has a link to the last hop and one to the start', () => {
    expect(read({ headers: { traceparent: A }, ...attributes, traceparent: B })).toEqual([A, B].map(linkOf));
  });
});

describe('Headers of the binary mode', () => {
  const binary = { 'ce-specversion': '1.0', 'ce-id': '7', 'ce-source': '/orders', 'ce-type': 'order.placed' };
  testHeaders(({ traceparent, tracestate, ...others }) => ({
    headers: {
      ...binary,
      ...others,
      ...(traceparent ? { 'ce-traceparent': traceparent } : {}),
      ...(tracestate ? { 'ce-tracestate': tracestate } : {}),
    },
  }));

  const containers: [string, (headers: Record<string, string>) => LinkSource][] = [
    ['an object', (headers) => headers],
    ['a request', (headers) => ({ method: 'POST', headers })],
    ['a fetch request', (headers) => new Request('http://example.org', { headers })],
    ['Headers', (headers) => new Headers(headers)],
    ['a Map', (headers) => new Map(Object.entries(headers))],
  ];

  test.each(containers)('in %s have a link to the last hop and one to the start', (_what, contain) => {
    const source = contain({ ...binary, traceparent: A, 'ce-traceparent': B, 'ce-tracestate': 'vendor=1' });
    const links = linksFrom(source);
    expect(read(source)).toEqual([A, B].map(linkOf));
    expect(links.map(({ context }) => context.traceState?.serialize())).toEqual([undefined, 'vendor=1']);
  });

  test.each(containers)('in %s have one link if both name one span, or if one is invalid', (_what, contain) => {
    expect(read(contain({ ...binary, traceparent: A, 'ce-traceparent': A }))).toEqual([linkOf(A)]);
    expect(read(contain({ ...binary, traceparent: A, 'ce-traceparent': 'bad' }))).toEqual([linkOf(A)]);
    expect(read(contain({ ...binary, traceparent: 'bad', 'ce-traceparent': B }))).toEqual([linkOf(B)]);
    expect(read(contain(binary))).toEqual([]);
  });

  test.each(containers)('in %s may have spaces around the start', (_what, contain) => {
    expect(read(contain({ ...binary, traceparent: A, 'ce-traceparent': ` ${B}\t` }))).toEqual([A, B].map(linkOf));
  });
});

describe.each(['ce_', 'cloudEvents:', 'cloudEvents_'])('headers whose names begin with %s', (prefix) => {
  const headers = { [`${prefix}traceparent`]: B, [`${prefix}tracestate`]: 'vendor=1', traceparent: A };
  const containers: [string, unknown][] = [
    ['text', { headers }],
    [
      'bytes',
      { headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Buffer.from(value)])) },
    ],
    ["amqplib's", { properties: { headers } }],
    ["Service Bus's", { applicationProperties: headers }],
    ...(prefix === 'ce_' ? [['a Map', { headers: new Map(Object.entries(headers)) }] satisfies [string, unknown]] : []),
  ];

  test.each(containers)('in %s have a link to the last hop and one to the start', (_what, message) => {
    const links = linksFrom(message as LinkSource);
    expect(read(message)).toEqual([A, B].map(linkOf));
    expect(links[1]?.context.traceState?.serialize()).toBe('vendor=1');
  });

  test('have a link to the start without a traceparent of the last hop', () => {
    expect(read({ headers: { [`${prefix}traceparent`]: B } })).toEqual([linkOf(B)]);
    expect(read({ headers: { [`${prefix}traceparent`]: 'bad' } })).toEqual([]);
  });
});
