/** Node's HTTP delivers `rawHeaders` beside `headers`. */
import { A, B, linkOf } from '../../../fixtures/spans.js';
import { read, testField } from './message-suite.js';

const request = (...rawHeaders: unknown[]): object => ({ method: 'POST', url: '/', rawHeaders });

describe('raw headers', () => {
  testField('rawHeaders', request('Host', 'example.org', 'traceparent', A));

  test.each(['traceparent', 'Traceparent', 'TRACEPARENT'])('with %s are read', (name) => {
    expect(read(request('Host', 'example.org', name, A))).toEqual([linkOf(A)]);
  });

  test('with a name that came twice count the last valid one', () => {
    expect(read(request('traceparent', B, 'Traceparent', A, 'traceparent', 'bad'))).toEqual([linkOf(A)]);
  });

  test('are asked only where headers hold nothing', () => {
    expect(read({ headers: { traceparent: B }, ...request('traceparent', A) })).toEqual([linkOf(B)]);
  });

  test('of an odd length, with a name without its value, or with a value in the place of a name, give no link', () => {
    expect(read(request('Host', 'example.org', 'traceparent'))).toEqual([]);
    expect(read(request('x', 'traceparent', A, 'y'))).toEqual([]);
    expect(read(request(7, null, {}, 'traceparent'))).toEqual([]);
  });
});
