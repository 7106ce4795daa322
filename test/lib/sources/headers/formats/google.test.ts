/** Google Pub/Sub's older clients wrote a span context as JSON. */
import { linksFrom, type LinkSource } from 'spanlink';
import { A, B, contextOf, linkOf, linkTargets } from '../../../../fixtures/spans.js';

const NAME = 'googclient_OpenTelemetrySpanContext';
const { traceId, spanId } = contextOf(A);
const read = (value: unknown, others = {}): unknown =>
  linksFrom({ attributes: { ...others, [NAME]: value } } as LinkSource);

test('the older attribute of Google Pub/Sub is read, as remote', () => {
  const json = JSON.stringify({ traceId, spanId, traceFlags: 1, traceState: { _internalState: {} } });
  expect(read(json)).toEqual([{ context: { traceId, spanId, traceFlags: 1, isRemote: true } }]);
  expect(read(Buffer.from(json))).toEqual([{ context: { traceId, spanId, traceFlags: 1, isRemote: true } }]);
});

test('the newer attribute of Google Pub/Sub takes precedence over the older', () => {
  const links = read(JSON.stringify({ traceId, spanId, traceFlags: 1 }), { googclient_traceparent: B });
  expect(linkTargets(links as never)).toEqual([linkOf(B)]);
});

test.each([
  '',
  '{',
  '{}',
  '[]',
  'null',
  JSON.stringify({ traceId }),
  JSON.stringify({ traceId, spanId: 'bad' }),
  JSON.stringify({ traceId: '0'.repeat(32), spanId }),
  7,
  null,
  {},
  'x'.repeat(2 ** 20),
])('the older attribute of Google Pub/Sub gives no link if it is %.60p', (value) => {
  expect(read(value)).toEqual([]);
});
