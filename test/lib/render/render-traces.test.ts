/** `renderTraces` draws spans of any OpenTelemetry SDK. */
import { type FinishedSpan, renderTraces } from 'spanlink/console';
import { cause } from '../../fixtures/spans.js';
import { finishedSpan } from '../../fixtures/finished-span.js';

test('renderTraces draws a tree of SDK 1.x spans, which name their parent by its id alone', () => {
  const spans = [finishedSpan('pay', 2, 1), finishedSpan('order', 1)];
  expect(renderTraces(spans)).toBe('trace 0af76519\n└─ order  2.5 ms\n   └─ pay  2.5 ms');
});

test('renderTraces draws a span without its parent as a root', () => {
  expect(renderTraces([finishedSpan('pay', 2, 1)])).toBe('trace 0af76519\n└─ pay  2.5 ms');
});

test('renderTraces takes spans from any iterable, in any order', () => {
  const spans = new Set([3, 1, 2].map((n) => finishedSpan(`step ${n}`, n)));
  expect(renderTraces(spans)).toBe('trace 0af76519\n├─ step 1  2.5 ms\n├─ step 2  2.5 ms\n└─ step 3  2.5 ms');
});

test('renderTraces asks for the names of link targets that are not among the spans', () => {
  const order = { ...finishedSpan('order'), links: [{ context: cause(0) }, { context: cause(1) }] };
  const text = renderTraces([order], ({ spanId }) => (spanId === cause(0).spanId ? 'cart' : undefined));
  expect(text).toContain('← cart (trace ca000000)');
  expect(text).toContain('← span ca000000, not seen here (trace ca000000)');
});

test('renderTraces names a link target that is among the spans, whatever else names it', () => {
  const order = finishedSpan('order', 1);
  const pay = { ...finishedSpan('pay', 2), links: [{ context: order.spanContext() }] };
  expect(renderTraces([order, pay], () => 'another')).toContain('← order (this trace)');
});

test('renderTraces puts the services of a trace into its heading, each once', () => {
  const of = (id: number, service: string): ReturnType<typeof finishedSpan> => ({
    ...finishedSpan('work', id),
    resource: { attributes: { 'service.name': service } },
  });
  expect(renderTraces([of(1, 'shop'), of(2, 'bank'), of(3, 'shop')]).split('\n')[0]).toBe('trace 0af76519  shop, bank');
});

test('renderTraces leaves out a service that its SDK has named, or that is no text', () => {
  const of = (id: number, service: unknown): ReturnType<typeof finishedSpan> => ({
    ...finishedSpan('work', id),
    resource: { attributes: { 'service.name': service as string } },
  });
  const spans = [of(1, 'unknown_service:node'), of(2, 7), of(3, 'shop of unknown_service')];
  expect(renderTraces(spans).split('\n')[0]).toBe('trace 0af76519  shop of unknown_service');
});

test('renderTraces replaces control characters in the names of services and of targets', () => {
  const resource = { attributes: { 'service.name': 'a\u001b[2J' } };
  const text = renderTraces([{ ...finishedSpan('order'), resource, links: [{ context: cause(0) }] }], () => 'b\u0007');
  expect(text).toBe('trace 0af76519  a�[2J\n└─ order  2.5 ms\n        ← b� (trace ca000000)');
});

test('renderTraces orders by seconds before their parts, and adds them up in durations', () => {
  const late = { ...finishedSpan('late', 1), startTime: [2, 0], duration: [61, 40_000_000] } as FinishedSpan;
  const early = { ...finishedSpan('early', 2), startTime: [1, 999] } as FinishedSpan;
  expect(renderTraces([late, early])).toBe('trace 0af76519\n├─ early  2.5 ms\n└─ late  61040.0 ms');
});

test('renderTraces returns no text without spans, and separates traces by an empty line', () => {
  expect(renderTraces([])).toBe('');
  const other = { ...finishedSpan('other', 2), spanContext: () => cause(0) };
  expect(renderTraces([finishedSpan('order'), other])).toBe(
    'trace 0af76519\n└─ order  2.5 ms\n\ntrace ca000000\n└─ other  2.5 ms',
  );
});
