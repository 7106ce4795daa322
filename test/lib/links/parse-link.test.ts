/** `parseLink` and `formatLink`: span contexts as text. */
import { parseTraceParent } from '@opentelemetry/core';
import fc from 'fast-check';
import { formatLink, parseLink } from 'spanlink';
import { A, linkOf } from '../../fixtures/spans.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';
const GRAMMAR = /^(?:(?!ff)[\da-f]{2}-)(?!0{32})[\da-f]{32}-(?!0{16})[\da-f]{16}-[\da-f]{2}(?:-[^]*)?$/;
const IDS = /^(?!0{32})[\da-f]{32}-(?!0{16})[\da-f]{16}$/;

/** Decides by other means whether the specification and emit allow a text. */
function isAllowed(text: string): boolean {
  return IDS.test(text) || (GRAMMAR.test(text) && (text.length === 55 || !text.startsWith('00')));
}

/** Texts that are a `traceparent`, or nearly one. */
function nearlyTraceparent(): fc.Arbitrary<string> {
  const hex = (length: number): fc.Arbitrary<string> =>
    fc.oneof(
      {
        weight: 8,
        arbitrary: fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length }),
      },
      fc.constant('0'.repeat(length)),
      fc.constant('f'.repeat(length)),
      fc.string({ unit: fc.constantFrom(...'09afAFg-٠é'), minLength: length - 1, maxLength: length + 1 }),
    );
  const version = fc.oneof({ weight: 3, arbitrary: fc.constant('00') }, hex(2));
  const rest = fc.oneof(
    { weight: 4, arbitrary: fc.constant('') },
    fc.string().map((text) => `-${text}`),
    fc.string(),
  );
  return fc.oneof(
    fc.tuple(version, hex(32), hex(16), hex(2)).chain((parts) => rest.map((more) => parts.join('-') + more)),
    fc.tuple(hex(32), hex(16)).map((parts) => parts.join('-')),
  );
}

test('parseLink returns the ids and flags of a traceparent, as remote', () => {
  expect(parseLink(A)).toEqual({ traceId: TRACE, spanId: SPAN, traceFlags: 1, isRemote: true });
});

test('parseLink keeps all eight flags', () => {
  expect(parseLink(`00-${TRACE}-${SPAN}-ff`)?.traceFlags).toBe(255);
});

test("parseLink returns the ids of 'traceid-spanid', unsampled", () => {
  expect(parseLink(linkOf(A))).toEqual({ traceId: TRACE, spanId: SPAN, traceFlags: 0, isRemote: true });
});

test('parseLink reads the output of formatLink', () => {
  const context = { traceId: TRACE, spanId: SPAN, traceFlags: 1 };
  expect(formatLink(context)).toBe(`${TRACE}-${SPAN}`);
  expect(parseLink(formatLink(context))).toMatchObject({ traceId: TRACE, spanId: SPAN });
});

test.each([
  ['the forbidden version', `ff-${TRACE}-${SPAN}-01`],
  ['a version in upper case', `0A-${TRACE}-${SPAN}-01`],
  ['a trace id in upper case', `00-${TRACE.toUpperCase()}-${SPAN}-01`],
  ['a span id in upper case', `00-${TRACE}-${SPAN.toUpperCase()}-01`],
  ['flags in upper case', `00-${TRACE}-${SPAN}-0A`],
  ['a trace id of zeros', `00-${'0'.repeat(32)}-${SPAN}-01`],
  ['a span id of zeros', `00-${TRACE}-${'0'.repeat(16)}-01`],
  ['ids of zeros without flags', `${'0'.repeat(32)}-${'0'.repeat(16)}`],
  ['a text one short', A.slice(0, -1)],
  ['a text one long', `${A}0`],
  ['a shorter trace id with a longer span id', `00-${TRACE.slice(1)}-0${SPAN}-01`],
  ['version 00 with more fields', `${A}-what`],
  ['version 00 with a dash behind it', `${A}-`],
  ['a later version whose next field has no dash', `01-${TRACE}-${SPAN}-01x`],
  ['white space around it', ` ${A} `],
  ['no hexadecimal digits', `00-${'g'.repeat(32)}-${SPAN}-01`],
  ['digits of another script', `00-${'٠'.repeat(32)}-${SPAN}-01`],
  ['dashes at other places', A.replaceAll('-', '_')],
  ['ids without their dash', linkOf(A).replace('-', '0')],
  ['nothing', ''],
])('parseLink refuses %s', (_what, text) => {
  expect(parseLink(text)).toBeUndefined();
});

test.each(['01', 'cc', 'fe', '0a'])(
  'parseLink reads version %s as version 00, with more fields or without',
  (version) => {
    const expected = { traceId: TRACE, spanId: SPAN, traceFlags: 1, isRemote: true };
    expect(parseLink(`${version}-${TRACE}-${SPAN}-01`)).toEqual(expected);
    expect(parseLink(`${version}-${TRACE}-${SPAN}-01-what-the-future-will-be-like`)).toEqual(expected);
  },
);

test.each([null, undefined, 7, {}, [A], Buffer.from(A)])(
  'parseLink returns undefined for %p, which is no text',
  (value) => {
    expect(parseLink(value as never)).toBeUndefined();
  },
);

test('parseLink accepts exactly what the grammar allows, and throws for no text', () => {
  fc.assert(
    fc.property(fc.oneof(nearlyTraceparent(), fc.string({ unit: 'binary' })), (text) => {
      expect(parseLink(text) !== undefined).toBe(isAllowed(text));
    }),
    { numRuns: 2_000 },
  );
});

test('parseLink agrees with OpenTelemetry’s own parser on every text without white space around it', () => {
  fc.assert(
    fc.property(nearlyTraceparent(), (text) => {
      fc.pre(text.trim() === text && !IDS.test(text) && !/[\r\n\u2028\u2029]/.test(text));
      expect(parseLink(text) ?? null).toEqual(parseTraceParent(text) && { ...parseTraceParent(text), isRemote: true });
    }),
    { numRuns: 2_000 },
  );
});
