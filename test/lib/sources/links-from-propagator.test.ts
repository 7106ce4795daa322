/** Formats that are not W3C's are read by the application's own propagator, from the given headers alone. */
import {
  type Context,
  context,
  INVALID_SPAN_CONTEXT,
  propagation,
  trace,
  type TextMapGetter,
  type TextMapPropagator,
} from '@opentelemetry/api';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { inSpan, linksFrom, type LinkSource, parseLink } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { A, B, contextOf, linkOf, linkTargets } from '../../fixtures/spans.js';

/** Reads `x-cause: traceid-spanid`; for bad input it returns its own context, as all propagators do. */
class CausePropagator implements TextMapPropagator {
  inject(): void {}

  extract(from: Context, carrier: unknown, getter: TextMapGetter): Context {
    const found = getter.keys(carrier).includes('x-cause') ? getter.get(carrier, 'X-Cause') : undefined;
    const text = Array.isArray(found) ? found.at(-1) : found;
    if (text === 'throw') throw new Error('bad header');
    if (text === 'zeros') return trace.setSpanContext(from, INVALID_SPAN_CONTEXT);
    const parsed = text === undefined ? undefined : parseLink(text);
    return parsed === undefined ? from : trace.setSpanContext(from, { ...parsed, isRemote: false });
  }

  fields(): string[] {
    return ['x-cause'];
  }
}

const recorder = recordSpans();
beforeAll(() => {
  propagation.disable();
  const propagators = [new W3CTraceContextPropagator(), new W3CBaggagePropagator(), new CausePropagator()];
  propagation.setGlobalPropagator(new CompositePropagator({ propagators }));
});
afterAll(() => recorder.stop());

test.each<[string, LinkSource]>([
  ['an object', { 'x-cause': linkOf(A) }],
  ['an object in another case', { 'X-CAUSE': linkOf(A) }],
  ['a message', { headers: { 'x-cause': Buffer.from(linkOf(A)) } }],
  ['a message whose own field it is', { headers: {}, 'x-cause': linkOf(A) }],
  ['a Map', new Map([['X-Cause', [Buffer.from(linkOf(B)), linkOf(A)]]])],
  ['Headers', new Headers({ 'X-Cause': linkOf(A) })],
  ['pairs', [['x-cause', linkOf(A)]]],
  ['one-key objects', [{ other: 'x' }, { 'x-cause': linkOf(A) }]],
  ['JSON', JSON.stringify({ 'x-cause': linkOf(A) })],
])('a header of the application’s propagator is found in %s, as remote', (_what, source) => {
  expect(linksFrom(source)).toEqual([{ context: { ...contextOf(A), traceFlags: 0, isRemote: true } }]);
});

test('the application’s propagator gets 8 KiB of a header, as it may be slow', () => {
  const lengths: unknown[] = [];
  const { extract } = CausePropagator.prototype;
  CausePropagator.prototype.extract = (from, carrier, getter) => {
    lengths.push([getter.get(carrier, 'x-cause'), getter.get(carrier, 'baggage')].map((found) => String(found).length));
    return from;
  };
  linksFrom({ 'x-cause': 'a'.repeat(10_000_000), baggage: 'b'.repeat(10_000_000) });
  CausePropagator.prototype.extract = extract;
  expect(lengths).toEqual([[8_192, 8_192]]);
});

test('a header of the application’s propagator gives way to a valid traceparent, not to an invalid one', () => {
  expect(linkTargets(linksFrom({ traceparent: A, 'x-cause': linkOf(B) }))).toEqual([linkOf(A)]);
  expect(linkTargets(linksFrom({ traceparent: 'bad', 'x-cause': linkOf(B) }))).toEqual([linkOf(B)]);
});

test.each<[string, unknown]>([
  ['nothing', {}],
  ['a bad traceparent', { traceparent: 'bad' }],
  ['a bad header of the propagator', { 'x-cause': 'bad' }],
  ['a header that makes the propagator throw', { 'x-cause': 'throw' }],
  ['a propagator that returns zeros', { 'x-cause': 'zeros' }],
  ['a message without a context', { headers: { traceparent: `${A}-what` } }],
  ['a Map', new Map([['traceparent', 'bad']])],
  ['Headers', new Headers({ other: 'x' })],
  ['JSON', '{"traceparent":"bad"}'],
  ['text', 'bad'],
  ['bytes', Buffer.alloc(55)],
  ['an empty array', []],
])('bad input (%s) while a span is active never links to that span', (_what, source) => {
  inSpan('active', () => {
    expect(trace.getActiveSpan()?.isRecording()).toBe(true);
    expect(linksFrom(source as LinkSource)).toEqual([]);
    expect(linksFrom([source as LinkSource, A])).toEqual([{ context: contextOf(A) }]);
  });
});

test('what the propagator reads beside the span, such as baggage, does not become active', () => {
  inSpan('active', () => {
    linksFrom({ baggage: 'tenant=x', 'x-cause': linkOf(A) });
    expect(propagation.getBaggage(context.active())).toBeUndefined();
  });
});
