/** Spans of producers to link to, messages that carry them, and what recorded spans show of them. */
import assert from 'node:assert/strict';
import type { SpanContext } from '@opentelemetry/api';
import type { FinishedSpan, SpanRecorder } from 'spanlink/testing';

/** A message with trace context in its headers. */
export interface Message {
  readonly headers: Readonly<Record<string, string>>;
}

/** The span context of the n-th producer. */
export function cause(n: number): SpanContext {
  const id = (n + 1).toString(16);
  return { traceId: `ca${id.padStart(30, '0')}`, spanId: `ca${id.padStart(14, '0')}`, traceFlags: 1, isRemote: true };
}

/** The span of the n-th producer as `traceid-spanid`. */
export function causeLink(n: number): string {
  return `${cause(n).traceId}-${cause(n).spanId}`;
}

/** The message of the n-th producer. */
export function message(n: number): Message {
  return { headers: { traceparent: `00-${causeLink(n)}-01` } };
}

/** The messages of the first `count` producers. */
export function messages(count: number): Message[] {
  return Array.from({ length: count }, (_, n) => message(n));
}

/** Checks which producers a span, or a list of links, is linked to, in order. */
export function assertLinks(from: Pick<FinishedSpan, 'links'>, producers: readonly number[]): void {
  const targets = from.links.map(({ context }) => `${context.traceId}-${context.spanId}`);
  assert.deepEqual(targets, producers.map(causeLink));
}

/** Returns the relation of each link. */
export function relations(from: Pick<FinishedSpan, 'links'>): unknown[] {
  return from.links.map(({ attributes }) => attributes?.['spanlink.relation']);
}

/** Checks that a span is the child of another. */
export function assertChild(child: FinishedSpan, parent: FinishedSpan): void {
  // SDK 1 has another field for it
  assert.equal(child.parentSpanContext?.spanId ?? child.parentSpanId, parent.spanContext().spanId);
}

/** Returns the default name of a method's span, also where a minifier has taken or changed the name of the class. */
export function nameOf(owner: object, method: string): string {
  if (typeof owner !== 'function') return method;
  // that of the first class above which has one
  return owner.name === '' ? nameOf(Object.getPrototypeOf(owner) as object, method) : `${owner.name}.${method}`;
}

/** Returns the names of the spans that have ended, in their order. */
export function names({ spans }: SpanRecorder): string[] {
  return spans.map(({ name }) => name);
}

/** Whether the compiler left async generators to the engine, as it does for ES2018 and later. */
export const hasAsyncGenerators =
  Object.prototype.toString.call(async function* () {}) === '[object AsyncGeneratorFunction]';
