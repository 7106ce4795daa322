/** Temporal's interceptors get `headers['_tracer-data']`: a payload whose data is the carrier as JSON. */
import { A, linkOf } from '../../../fixtures/spans.js';
import { read, testHeaders } from './message-suite.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const payload = (data: unknown): object => ({ metadata: { encoding: bytes('json/plain') }, data });
const input = (data: unknown): object => ({ args: [7], headers: { '_tracer-data': payload(data) } });

describe('The input of a workflow or an activity of Temporal', () => {
  testHeaders((headers) => input(bytes(JSON.stringify(headers))), 'text');

  test('is read whatever the bytes are', () => {
    expect(read(input(Buffer.from(JSON.stringify({ traceparent: A }))))).toEqual([linkOf(A)]);
    expect(read(input(bytes(`xx${JSON.stringify({ traceparent: A })}`).subarray(2)))).toEqual([linkOf(A)]);
  });

  test('has its headers as a source too', () => {
    expect(read({ '_tracer-data': payload(bytes(JSON.stringify({ traceparent: A }))) })).toEqual([linkOf(A)]);
  });

  test.each([
    undefined,
    null,
    7,
    bytes(''),
    bytes('{'),
    bytes('null'),
    bytes('[]'),
    bytes('{"traceparent":7}'),
    bytes('"text"'),
    {},
  ])('with data that is %p gives no link', (data) => {
    expect(read(input(data))).toEqual([]);
  });

  test.each([undefined, null, 7, 'text', [], {}])('with a payload that is %p gives no link', (value) => {
    expect(read({ headers: { '_tracer-data': value } })).toEqual([]);
  });

  test('with a megabyte of data gives no link', () => {
    expect(read(input(new Uint8Array(2 ** 20)))).toEqual([]);
  });

  test('is not read inside of its fields', () => {
    const inner = { '_tracer-data': { data: JSON.stringify({ traceparent: A }) } };
    expect(read(input(bytes(JSON.stringify(inner))))).toEqual([]);
  });
});
