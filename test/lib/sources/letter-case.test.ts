/** Ids in upper case, which OpenTelemetry's own check lets pass, name the span that they name in lower case. */
import { propagation, trace, ROOT_CONTEXT, type SpanContext } from '@opentelemetry/api';
import { formatLink, linksFrom, parseLink, type LinkSource } from 'spanlink';
import { A, contextOf, linkOf } from '../../fixtures/spans.js';

const upper = (context: SpanContext): SpanContext => ({
  ...context,
  traceId: context.traceId.toUpperCase(),
  spanId: context.spanId.toUpperCase(),
});
const UPPER = upper(contextOf(A));

const SOURCES: [string, LinkSource][] = [
  ['a span context', UPPER],
  ['a span', trace.wrapSpanContext(UPPER)],
  ['a link', { context: UPPER, attributes: { a: 1 } }],
  ['a context', trace.setSpanContext(ROOT_CONTEXT, UPPER)],
  ['the JSON of a span context', JSON.stringify(UPPER)],
  ['Pub/Sub’s older attribute', { attributes: { googclient_OpenTelemetrySpanContext: JSON.stringify(UPPER) } }],
  ['Jaeger’s header', { 'uber-trace-id': `${UPPER.traceId}:${UPPER.spanId}:0:1` }],
];

test.each(SOURCES)('the link to %s in upper case is one that parseLink reads', (_what, source) => {
  const [link] = linksFrom(source);
  expect(link && formatLink(link.context)).toBe(linkOf(A));
  expect(parseLink(linkOf(A))).toMatchObject({ traceId: link?.context.traceId });
});

test('a span in upper case and in lower case is one cause', () => {
  expect(linksFrom([UPPER, contextOf(A), A])).toHaveLength(1);
});

test('the application’s own propagator may give ids in upper case', () => {
  propagation.setGlobalPropagator({
    inject: () => {},
    fields: () => ['x-own'],
    extract: (context, carrier, getter) =>
      getter.get(carrier, 'x-own') === undefined ? context : trace.setSpanContext(context, UPPER),
  });
  try {
    expect(linksFrom({ 'x-own': '1' }).map(({ context }) => formatLink(context))).toEqual([linkOf(A)]);
  } finally {
    propagation.disable();
  }
});
