/** `spanlink/console` remembers no more than it was told to, and prints late spans at the flush. */
import { context, trace } from '@opentelemetry/api';
import { inSpan, startSpan } from 'spanlink';
import { ConsoleTreeExporter } from 'spanlink/console';
import { finishedSpan } from '../fixtures/finished-span.js';
import { startPrinting } from './printed-traces.js';

afterEach(() => {
  trace.disable();
  context.disable();
});

test('spans that end after their root come at the next flush, as a tree of their own', async () => {
  const { provider, printed, output } = startPrinting();
  const root = startSpan('order');
  const late = root.run(() => startSpan('mail'));
  root.complete();
  late.run(() => startSpan('render').complete());
  late.complete();
  expect(printed).toHaveLength(1);
  await provider.forceFlush();
  expect(printed).toHaveLength(2);
  expect(output().split('\n').slice(-3)).toEqual(['trace 00000001  shop', '└─ mail  n ms', '   └─ render  n ms']);
  await provider.shutdown();
  expect(printed).toHaveLength(2);
});

test('a shutdown prints the spans that no flush has printed', async () => {
  const { provider, output } = startPrinting();
  const root = startSpan('order');
  root.run(() => startSpan('pay').complete());
  await provider.shutdown();
  expect(output()).toBe('trace 00000001  shop\n└─ pay  n ms');
});

test('a trace with two roots in one export is printed once', () => {
  const write = jest.fn();
  new ConsoleTreeExporter({ write }).export([finishedSpan('order', 1), finishedSpan('mail', 2)], () => undefined);
  expect(write.mock.calls).toEqual([['trace 0af76519\n├─ order  2.5 ms\n└─ mail  2.5 ms\n']]);
});

test('spans of SDK 1.x, which name their parent by its id alone, wait for their root', () => {
  const write = jest.fn();
  const exporter = new ConsoleTreeExporter({ write });
  exporter.export([finishedSpan('pay', 2, 1)], () => undefined);
  expect(write).not.toHaveBeenCalled();
  exporter.export([finishedSpan('order', 1)], () => undefined);
  expect(write).toHaveBeenCalledWith('trace 0af76519\n└─ order  2.5 ms\n   └─ pay  2.5 ms\n');
});

test('the number of spans in unfinished traces is bounded, past which the oldest trace is printed as it is', () => {
  const { printed, output } = startPrinting({ spans: 2 });
  const roots = ['one', 'two'].map((name) => startSpan(name));
  for (const root of roots) root.run(() => startSpan('child').complete());
  expect(printed).toEqual([]);
  roots[0]?.run(() => startSpan('another').complete());
  expect(output()).toBe('trace 00000001  shop\n├─ child  n ms\n└─ another  n ms');
});

test('spans that have been printed do not count towards that number', () => {
  const { printed } = startPrinting({ spans: 2 });
  for (const name of ['one', 'two', 'three']) startSpan(name).complete();
  expect(printed).toHaveLength(3);
  const root = startSpan('order');
  for (const name of ['pay', 'ship']) root.run(() => startSpan(name).complete());
  expect(printed).toHaveLength(3);
});

test('the number of remembered span names is bounded, past which the oldest is forgotten', () => {
  const { output } = startPrinting({ names: 2 });
  const [one, , three] = ['one', 'two', 'three'].map((name) => inSpan(name, (guard) => guard));
  startSpan('late', { links: three }).complete();
  startSpan('later', { links: one }).complete();
  expect(output()).toContain('not seen here (trace 00000001)');
  expect(output()).not.toContain('← one');
  expect(output()).toContain('← three (trace 00000003)');
});

test('the exporter prints to standard output by default', () => {
  const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  new ConsoleTreeExporter().export([finishedSpan('order')], () => undefined);
  const text = write.mock.calls.join('');
  write.mockRestore();
  expect(text).toContain('└─ order  2.5 ms\n');
});

test('the exporter reports each export as done', () => {
  const done = jest.fn();
  new ConsoleTreeExporter({ write: () => undefined }).export([finishedSpan('order')], done);
  expect(done).toHaveBeenCalledWith({ code: 0 });
});
