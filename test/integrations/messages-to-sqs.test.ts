/** SQS takes ten attributes: the application's own stay, and the dispensable ones of a context are left out first. */
import { fromSqs, type MessageAttributes, toSns, toSqs } from 'spanlink/messages';
import { recordCounts, recordReports, recordSites } from '../fixtures/reports';
import { A, B, linkOf, linkTargets } from '../fixtures/spans';

const CARRIER = Object.freeze({ traceparent: A, tracestate: 'vendor=1', baggage: 'tenant=a' });

const text = (StringValue: string): MessageAttributes[string] => ({ DataType: 'String', StringValue });
const own = (count: number): MessageAttributes =>
  Object.freeze(Object.fromEntries(Array.from({ length: count }, (_, n) => [`own-${n}`, text(String(n))])));
const added = (attributes: MessageAttributes): string[] =>
  Object.keys(attributes).filter((name) => !name.startsWith('own-'));

const counts = recordCounts();
const reports = recordReports();
beforeEach(() => counts());

test.each([
  [0, ['traceparent', 'tracestate', 'baggage']],
  [7, ['traceparent', 'tracestate', 'baggage']],
  [8, ['traceparent', 'tracestate']],
  [9, ['traceparent']],
])('toSqs finds room beside %p attributes for %p', async (count, names) => {
  const given = own(count);
  const all = toSqs(CARRIER, given);
  expect(added(all)).toEqual(names);
  expect(all).toMatchObject(given);
  expect(linkTargets(fromSqs({ MessageAttributes: all }))).toEqual([linkOf(A)]);
  expect(reports).toEqual([]);
  await expect(counts()).resolves.toEqual({});
});

test('toSqs leaves the attributes as they are if there is no room, reports that once and counts it', async () => {
  for (const count of [10, 11]) expect(toSqs(CARRIER, own(count))).toEqual(own(count));
  expect(toSns(CARRIER, own(10))).toEqual(own(10));
  expect(reports).toEqual([
    'spanlink: toSqs found 10 attributes, and SQS takes 10; leave 1 of them free, or nothing can link to the sender',
  ]);
  await expect(counts()).resolves.toEqual({ 'spanlink.links.dropped': 3 });
});

test('toSqs adds a context of several headers as a whole or not at all', async () => {
  const b3 = { 'x-b3-traceid': linkOf(A).slice(0, 32), 'x-b3-spanid': linkOf(A).slice(33), 'x-b3-sampled': '1' };
  expect(added(toSqs(b3, own(7)))).toEqual(Object.keys(b3));
  expect(added(toSqs({ ...b3, baggage: 'tenant=a' }, own(7)))).toEqual(Object.keys(b3));
  expect(toSqs(b3, own(8))).toEqual(own(8));
  await expect(counts()).resolves.toEqual({ 'spanlink.links.dropped': 1 });
});

test('toSqs replaces an attribute of the same name, which takes no further room', () => {
  const passedOn = Object.freeze({ traceparent: text(B), ...own(9) });
  const all = toSqs(CARRIER, passedOn);
  expect(all).toEqual({ ...own(9), traceparent: text(A) });
  expect(passedOn.traceparent).toEqual(text(B));
  expect(toSqs(CARRIER, { traceparent: text(B), baggage: text('tenant=b'), ...own(8) })).toEqual({
    ...own(8),
    traceparent: text(A),
    baggage: text('tenant=a'),
  });
  expect(toSqs(CARRIER, { tracestate: text('old=1'), ...own(8) })).toEqual({
    ...own(8),
    traceparent: text(A),
    tracestate: text('vendor=1'),
  });
});

test('toSqs does not mix the trace state of a forwarded message with another context', () => {
  expect(toSqs({ traceparent: A }, { traceparent: text(B), tracestate: text('old=1') })).toEqual({
    traceparent: text(A),
  });
  expect(toSqs({ traceparent: A, uberctx: '1' }, { tracestate: text('old=1') })).toEqual({
    traceparent: text(A),
    uberctx: text('1'),
  });
});

test.each([{}, { 'uber-trace-id': '1:2:0:1' }])(
  'toSqs keeps a trace state beside a carrier that has no traceparent: %p',
  (carrier) => {
    expect(toSqs(carrier, { tracestate: text('own=1') })).toMatchObject({ tracestate: text('own=1') });
  },
);

test('toSqs leaves out empty values, which SQS refuses', () => {
  expect(toSqs({ traceparent: A, tracestate: '', baggage: '' })).toEqual({ traceparent: text(A) });
});

test.each([0, 10, 11])(
  'toSqs with an empty carrier changes nothing and counts nothing, beside %p attributes',
  async (count) => {
    expect(toSqs({}, own(count))).toEqual(own(count));
    expect(toSqs({}, own(count))).not.toBe(own(count));
    await expect(counts()).resolves.toEqual({});
  },
);

test('toSqs adds baggage without a context if there is room', async () => {
  expect(added(toSqs({ baggage: 'tenant=a' }, own(9)))).toEqual(['baggage']);
  expect(added(toSqs({ baggage: 'tenant=a' }, own(10)))).toEqual([]);
  await expect(counts()).resolves.toEqual({});
});

test('toSqs counts what it could not add at its own name', async () => {
  const sites = recordSites();
  toSqs(CARRIER, own(10));
  await expect(sites()).resolves.toEqual({ 'spanlink.links.dropped': { toSqs: 1 } });
});
