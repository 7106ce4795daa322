/** `renderTraces` draws spans of any OpenTelemetry SDK. */
import { renderTraces } from 'spanlink/console';
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

test('renderTraces puts the services of a trace into its heading, each once', () => {
  const of = (id: number, service: string): ReturnType<typeof finishedSpan> => ({
    ...finishedSpan('work', id),
    resource: { attributes: { 'service.name': service } },
  });
  expect(renderTraces([of(1, 'shop'), of(2, 'bank'), of(3, 'shop')]).split('\n')[0]).toBe('trace 0af76519  shop, bank');
});

test('renderTraces returns no text without spans, and separates traces by an empty line', () => {
  expect(renderTraces([])).toBe('');
  const other = { ...finishedSpan('other', 2), spanContext: () => cause(0) };
  expect(renderTraces([finishedSpan('order'), other])).toBe(
    'trace 0af76519\n└─ order  2.5 ms\n\ntrace ca000000\n└─ other  2.5 ms',
  );
});
