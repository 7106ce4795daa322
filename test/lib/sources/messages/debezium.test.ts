/** Debezium's outbox keeps `tracingspancontext`, the text of `java.util.Properties`. */
import { linksFrom } from 'spanlink';
import { A, B, linkOf } from '../../../fixtures/spans.js';
import { read, testField, testHeaders } from './message-suite.js';

type Headers = Readonly<Record<string, unknown>>;

/** As `Properties.store` writes it. */
const stored = (headers: Headers): string =>
  [
    '#Thu Jan 01 00:00:00 UTC 1970',
    ...Object.entries(headers).map(([name, value]) => `${name}=${String(value).replace(/[=:#!\\]/g, '\\$&')}`),
    '',
  ].join('\n');

class Row {
  readonly id = 7;
  constructor(readonly tracingspancontext: unknown) {}
}

describe.each<[string, (text: string) => object]>([
  ['a row', (tracingspancontext) => ({ id: 7, aggregatetype: 'order', payload: '{}', tracingspancontext })],
  ['a row of a class', (text) => new Row(text)],
  ['a message with the header', (text) => ({ headers: { tracingspancontext: Buffer.from(text) } })],
])('%s', (_what, place) => {
  testHeaders((headers) => place(stored(headers)), 'text');

  test.each(['', '#', '=', `#traceparent=${A}`, `!traceparent=${A}`, `traceparent`, `x${A}`])(
    'with %p gives no link',
    (text) => {
      expect(read(place(text))).toEqual([]);
    },
  );

  test('with a megabyte gives no link', () => {
    expect(read(place('\n'.repeat(2 ** 20)))).toEqual([]);
  });

  test.each([`traceparent=${A}`, `traceparent: ${A}`, `  traceparent = ${A}\r\n`, `a=b\n\ntraceparent=${A}`])(
    'with %p is read',
    (text) => {
      expect(read(place(text))).toEqual([linkOf(A)]);
    },
  );
});

describe('The column', () => {
  testField('tracingspancontext', { tracingspancontext: stored({ traceparent: A }) });

  test.each([undefined, null, 7, {}, [], Buffer.alloc(3)])('that is %p gives no link', (tracingspancontext) => {
    expect(read({ tracingspancontext })).toEqual([]);
  });
});

test('Debezium’s text is read if it was copied as it is into traceparent', () => {
  const traceparent = stored({ tracestate: 'vendor=1', traceparent: A });
  expect(read({ headers: { traceparent } })).toEqual([linkOf(A)]);
  expect(read({ headers: { traceparent: Buffer.from(traceparent) } })).toEqual([linkOf(A)]);
  expect(linksFrom({ traceparent: stored({ traceparent: 'bad' }) })).toEqual([]);
});

test('a traceparent takes precedence over Debezium’s text', () => {
  expect(read({ headers: { traceparent: B, tracingspancontext: stored({ traceparent: A }) } })).toEqual([linkOf(B)]);
});
