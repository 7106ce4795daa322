/** The environment of a process that another one started. */
import { linksFrom } from 'spanlink';
import { A, B, linkOf } from '../../../fixtures/spans.js';
import { read } from './message-suite.js';

const names = ['TRACEPARENT', 'TRACESTATE'];
afterEach(() => {
  for (const name of names) Reflect.deleteProperty(process.env, name);
});

test('the environment’s TRACEPARENT and TRACESTATE are read', () => {
  Object.assign(process.env, { TRACEPARENT: A, TRACESTATE: 'vendor=1' });
  const [link] = linksFrom(process.env);
  expect(read(process.env)).toEqual([linkOf(A)]);
  expect(link?.context.traceState?.serialize()).toBe('vendor=1');
});

test('an environment without TRACEPARENT, or with an invalid one, gives no link', () => {
  expect(read(process.env)).toEqual([]);
  process.env.TRACEPARENT = B.replace('00-', 'ff-');
  expect(read(process.env)).toEqual([]);
});
