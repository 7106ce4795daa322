/** `explain` of `spanlink/testing`: what a source holds, in words. */
import { runInThisContext } from 'node:vm';
import { explain, recordSpans } from 'spanlink/testing';
import { linksFrom, startSpan } from 'spanlink';
import { A, B, linkOf } from '../fixtures/spans';
import { inputs } from '../fixtures/hostile-inputs';
import { recordCounts, recordReports } from '../fixtures/reports';

const recorder = recordSpans();
afterAll(() => recorder.stop());

test('a message with a context is explained by the place of that, and has the links that linksFrom makes', () => {
  const message = { key: null, value: 'secret', headers: { traceparent: Buffer.from(A), 'x-token': 'secret' } };
  const explanation = explain(message);
  expect(explanation.text).toBe(
    'an object with keys key, value, headers\n  holds span b7ad6b71… of trace 0af76519… in headers.traceparent',
  );
  expect(explanation.links).toEqual(linksFrom(message));
  expect(String(explanation)).toBe(explanation.text);
});

test('a message without a context is explained by the places that were looked at, and what to select', () => {
  expect(explain({ id: 7, body: { traceparent: A } }).text).toBe(
    'an object with keys id, body\n  holds no span context: no headers, no traceparent\n' +
      '  did you mean (message) => message.body? it holds one',
  );
});

const deep = { payload: { traceparent: A } };
test.each<[string, unknown]>([
  ['an object', deep],
  ['a key that is no identifier', { "it's-\\": deep.payload }],
  ['a key of 40 letters', { ['k'.repeat(40)]: deep.payload }],
  ['a batch', [deep]],
  ['a Set', new Set([deep])],
  ['a Map', new Map(Object.entries(deep))],
  ['a Map with a key that is no identifier', new Map([["it's", deep.payload]])],
  ['a batch of Maps', [new Map(Object.entries(deep))]],
  ["fetch's headers", new Headers({ context: JSON.stringify(deep.payload) })],
  ['JSON', JSON.stringify(deep)],
  ['a batch of JSON', [JSON.stringify(deep)]],
  ['a Set of JSON', new Set([JSON.stringify(deep)])],
])('the selector that is suggested for %s finds the context', (_name, source) => {
  expect(linksFrom(source as never)).toEqual([]);
  const [, selector = ''] = /\n {2}did you mean (.*)\? it holds one$/.exec(explain(source).text) ?? [];
  const select = runInThisContext(selector) as (source: unknown) => never;
  expect(linksFrom(select(source))).toMatchObject([{ context: { spanId: A.slice(36, 52) } }]);
});

test.each([
  ['is too long', 'k'.repeat(41)],
  ['has a control character', 'a\nb'],
])('nothing is suggested for a key that %s, as it cannot be shown', (_name, key) => {
  expect(explain({ [key]: { traceparent: A } }).text).not.toContain('did you mean');
});

test.each([
  [
    'X-Ray',
    { Attributes: { AWSTraceHeader: `Root=1-${A.slice(3, 11)}-${A.slice(11, 35)};Parent=${A.slice(36, 52)}` } },
  ],
  ['a job', { opts: { telemetry: { metadata: JSON.stringify({ traceparent: A }) } } }],
  ['a request of MCP', { params: { _meta: { traceparent: A } } }],
  ['a Redis entry', ['1-0', ['traceparent', A]]],
  ['a Map', new Map([['traceparent', A]])],
  ['a text', A],
  ['a traceid-spanid', linkOf(A)],
  ['JSON', JSON.stringify({ headers: { traceparent: A } })],
])('%s holds the span that linksFrom finds', (_name, source) => {
  const { links, text } = explain(source);
  expect(links).toEqual(linksFrom(source as never));
  expect(text).toContain('holds span b7ad6b71… of trace 0af76519…');
});

test('a batch names its spans, the first ten of them', () => {
  expect(explain([{ traceparent: A }, { traceparent: B }]).text).toContain(
    '\n  holds span b7ad6b71… of trace 0af76519… in [0].traceparent\n' +
      '  holds span 00f067aa… of trace 4bf92f35… in [1].traceparent',
  );
});

test('a span, and a guard, are their own context', () => {
  const guard = startSpan('work');
  expect(explain(guard).links).toHaveLength(1);
  expect(explain(guard.span).links).toHaveLength(1);
  guard.complete();
});

test.each(inputs)('%s is explained without an error', (_name, source) => {
  expect(typeof explain(source).text).toBe('string');
  expect(explain({ deep: source }).text).toContain('an object with keys deep');
});

test('explaining counts nothing and reports nothing', async () => {
  const counts = recordCounts();
  const reports = recordReports();
  explain({ id: 7 });
  explain(undefined);
  await expect(counts()).resolves.toEqual({});
  expect(reports).toEqual([]);
});

test('an iterator is not advanced', () => {
  const items = [{ traceparent: A }].values();
  expect(explain(items).text).toMatch(/^an iterator or a stream, which reading would use up/);
  expect([...items]).toHaveLength(1);
});
