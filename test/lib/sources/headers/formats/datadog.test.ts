/** Datadog's headers are read without a propagator. */
import { linksFrom, type LinkSource } from 'spanlink';
import { A, linkOf, linkTargets } from '../../../../fixtures/spans.js';

const LOW = { 'x-datadog-trace-id': '11803532876627986230', 'x-datadog-parent-id': '67667974448284343' };
const TID = { 'x-datadog-tags': '_dd.p.dm=-4,_dd.p.tid=4bf92f3577b34da6' };
const read = (headers: object): unknown => linksFrom(headers as LinkSource);
const link = (traceId: string, traceFlags = 0): object => ({
  context: { traceId, spanId: '00f067aa0ba902b7', traceFlags, isRemote: true },
});
const LONG = '4bf92f3577b34da6a3ce929d0e0e4736';
const SHORT = '0000000000000000a3ce929d0e0e4736';

test.each<[string, object, object]>([
  ['both halves of the trace id', { ...LOW, ...TID }, link(LONG)],
  ['the low half alone', LOW, link(SHORT)],
  ['a bad high half', { ...LOW, 'x-datadog-tags': '_dd.p.tid=4bf92f3577b34da' }, link(SHORT)],
  ['tags of others', { ...LOW, 'x-datadog-tags': 'x_dd.p.tid=4bf92f3577b34da6' }, link(SHORT)],
  ['a trace that is kept', { ...LOW, ...TID, 'x-datadog-sampling-priority': '2' }, link(LONG, 1)],
  ['a trace that is dropped', { ...LOW, ...TID, 'x-datadog-sampling-priority': '-1' }, link(LONG, 0)],
])('Datadog’s headers are read: %s', (_what, headers, expected) => {
  expect(read(headers)).toEqual([expected]);
  expect(read({ headers })).toEqual([expected]);
  expect(read(new Headers(headers as Record<string, string>))).toEqual([expected]);
  expect(
    read(
      Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name.toUpperCase(), Buffer.from(value as string)]),
      ),
    ),
  ).toEqual([expected]);
});

test('Datadog’s ids are exact past what a double holds', () => {
  expect(linkTargets(linksFrom({ ...LOW, 'x-datadog-trace-id': '18446744073709551615' }))).toEqual([
    `${'0'.repeat(16)}${'f'.repeat(16)}-00f067aa0ba902b7`,
  ]);
});

test.each([
  { 'x-datadog-trace-id': '1' },
  { 'x-datadog-parent-id': '1' },
  TID,
  { ...LOW, 'x-datadog-trace-id': '0' },
  { ...LOW, 'x-datadog-parent-id': '0' },
  { ...LOW, 'x-datadog-trace-id': '18446744073709551616' },
  { ...LOW, 'x-datadog-trace-id': '-1' },
  { ...LOW, 'x-datadog-trace-id': '0xff' },
  { ...LOW, 'x-datadog-trace-id': '1.5' },
  { ...LOW, 'x-datadog-trace-id': '' },
  { ...LOW, 'x-datadog-parent-id': null },
  { ...LOW, 'x-datadog-parent-id': 7 },
])('Datadog’s headers give no link if they are %p', (headers) => {
  expect(read(headers)).toEqual([]);
});

test('Datadog’s headers give no link if they hold a megabyte of digits', () => {
  expect(read({ ...LOW, 'x-datadog-trace-id': '9'.repeat(2 ** 20) })).toEqual([]);
});

test('a traceparent takes precedence over Datadog’s headers', () => {
  expect(linkTargets(linksFrom({ traceparent: A, ...LOW }))).toEqual([linkOf(A)]);
});
