/** Node's HTTP delivers `rawHeaders` beside `headers`. */
import { A, B, linkOf } from '../../../fixtures/spans.js';
import { read, testField } from './message-suite.js';

const request = (...rawHeaders: unknown[]): object => ({ method: 'POST', url: '/', rawHeaders });

describe('Raw headers', () => {
  testField('rawHeaders', request('Host', 'example.org', 'traceparent', A));

  test.each(['traceparent', 'Traceparent', 'TRACEPARENT'])('with %s are read', (name) => {
    expect(read(request('Host', 'example.org', name, A))).toEqual([linkOf(A)]);
  });

  test('with a name that came twice give no link', () => {
    expect(read(request('traceparent', B, 'Traceparent', A, 'traceparent', 'bad'))).toEqual([]);
  });

  test('are read only if headers hold no context', () => {
    expect(read({ headers: { traceparent: B }, ...request('traceparent', A) })).toEqual([linkOf(B)]);
  });

  test('give no link if their length is odd, or a name stands in the place of a value', () => {
    expect(read(request('Host', 'example.org', 'traceparent'))).toEqual([]);
    expect(read(request('x', 'traceparent', A, 'y'))).toEqual([]);
    expect(read(request(7, null, {}, 'traceparent'))).toEqual([]);
  });
});
