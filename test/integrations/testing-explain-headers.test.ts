/** `explain` of `spanlink/testing`: what is wrong with a header that holds no context, by the format of that. */
import { explain } from 'spanlink/testing';
import { A } from '../fixtures/spans';

/** Returns the reason why nothing was found in headers. */
const missOf = (headers: object): string => explain({ headers }).text.split('\n  holds no span context: ')[1] ?? '';

const form = 'it is not of the form 00-<32 hex digits>-<16 hex digits>-<2 hex digits>';
test.each<[string, unknown]>([
  ['is no valid traceparent: its digits are in upper case', A.toUpperCase()],
  ['is no valid traceparent: its length is 54, and not 55', A.slice(1)],
  ['is no valid traceparent: its version is ff', `ff${A.slice(2)}`],
  ['is no valid traceparent: its trace id is all zeros', `00-${'0'.repeat(32)}${A.slice(35)}`],
  ['is no valid traceparent: its span id is all zeros', `${A.slice(0, 36)}${'0'.repeat(16)}-01`],
  [`is no valid traceparent: ${form}`, A.replace('-', 'x')],
  ['is no valid traceparent: its length is 1, and not 55', ['x']],
  ['is no valid traceparent: its length is 3, and not 55', Buffer.from('abc')],
  ['is no valid traceparent: it has spaces around it', ` ${A.slice(2)} `],
  ['is null', null],
  ['is an empty text', ''],
  ['came 0 times', []],
  ['came 2 times', ['x', 'y']],
  ['is an object, not a text', { a: 1 }],
  ['is a number, not a text', 7],
])('a traceparent %s', (fault, traceparent) => {
  const expected = `headers.traceparent ${fault}, headers is an object with keys traceparent`;
  expect(missOf({ traceparent })).toBe(expected);
});

const W3C = 'is no valid traceparent: its length is 1, and not 55';
const B3 = 'is of B3: install @opentelemetry/propagator-b3, or register a propagator for it';
const JAEGER = 'is of Jaeger: install @opentelemetry/propagator-jaeger, or register a propagator for it';
const UNREAD = 'is a format that is not read; register a propagator for it';
const VENDOR = 'is not of the form that its vendor writes';
test.each([
  ...['Diagnostic-Id', 'ce-traceparent', 'cloudevents:traceparent'].map((name) => [`['${name}']`, W3C]),
  ...['googclient_traceparent', 'ce_traceparent', 'cloudEvents_traceparent'].map((name) => [`.${name}`, W3C]),
  ...['.b3', '.B3', "['X-B3-TraceId']"].map((access) => [access, B3]),
  ["['uber-trace-id']", JAEGER],
  ...['x-cloud-trace-context', 'grpc-trace-bin'].map((name) => [`['${name}']`, UNREAD]),
  ...['sentry-trace', 'x-datadog-trace-id', 'x-amzn-trace-id'].map((name) => [`['${name}']`, VENDOR]),
  ['.AWSTraceHeader', VENDOR],
])('headers%s is told as a header of its format', (access, fault) => {
  const name = access.replace(/^\.|^\['|'\]$/g, '');
  expect(missOf({ [name]: 'x' })).toBe(`headers${access} ${fault}, headers is an object with keys ${name}`);
});

test.each([
  'traceparents',
  'x-traceparent',
  'xb3',
  'b33',
  'a-x-b3-b',
  'my-uber-trace-id',
  'uber-trace-id-2',
  'a-sentry-trace',
  'sentry-traces',
  'x-grpc-trace-bin',
  'grpc-trace-bins',
])('a header %s is none of those', (name) =>
  expect(missOf({ [name]: 'x' })).toBe(`no traceparent, headers is an object with keys ${name}`),
);

test.each([null, undefined])('a header of B3 that is %p is not there', (b3) => {
  expect(missOf({ b3 })).toMatch(/^no traceparent, headers is an object with(out)? keys/);
});
