/** The text of a context, against a grammar of W3C Trace Context and OpenTelemetry's own propagator. */
import { deepStrictEqual, strictEqual } from 'node:assert';
import { ROOT_CONTEXT, type TextMapGetter, trace } from '@opentelemetry/api';
import { parseTraceParent, W3CTraceContextPropagator } from '@opentelemetry/core';
import {
  contextFromIds,
  formatLink,
  formatTraceparent,
  parseLink,
  parseTraceparent,
} from '../../../lib/links/traceparent';
import type { FuzzTarget } from '../fuzz-target';
import { A, B } from '../spans';

/** https://www.w3.org/TR/trace-context/#traceparent-header-field-values: what a later version adds follows a dash. */
const VERSION_00 = /^00-(?!0{32})[\da-f]{32}-(?!0{16})[\da-f]{16}-[\da-f]{2}$/;
const LATER = /^(?!00|ff)[\da-f]{2}-(?!0{32})[\da-f]{32}-(?!0{16})[\da-f]{16}-[\da-f]{2}(?:-[^]*)?$/;
const IDS = /^(?!0{32})[\da-f]{32}-(?!0{16})[\da-f]{16}$/;

/**
 * Where the propagator differs: it reads `traceparent` with white space around it, which the grammar does not have and
 * an HTTP server has taken off; and its regular expression ends a later version's fields at a line end.
 */
const isOutsideGrammar = (text: string): boolean => text.trim() !== text || /[\n\r\u2028\u2029]/.test(text);

const getter: TextMapGetter<string> = {
  keys: () => ['traceparent'],
  get: (text, name) => (name === 'traceparent' ? text : undefined),
};
const propagator = new W3CTraceContextPropagator();

export const target: FuzzTarget = {
  seeds: [A, B, A.slice(3, 52), `cc-${A.slice(3)}-more`, `01-${A.slice(3)}`],
  words: ['00-', 'ff-', '-01', '0'.repeat(16), '0'.repeat(32)],
  run: (input) => {
    const text = input.toString(input[0] === 0xff ? 'utf8' : 'latin1');
    const context = parseTraceparent(text);
    strictEqual(context !== undefined, VERSION_00.test(text) || LATER.test(text), 'differs from the grammar');
    strictEqual(parseLink(text) !== undefined, context !== undefined || IDS.test(text), 'parseLink differs');
    if (!isOutsideGrammar(text)) {
      const theirs = parseTraceParent(text);
      deepStrictEqual(context, theirs === null ? undefined : { ...theirs, isRemote: true });
      deepStrictEqual(context, trace.getSpanContext(propagator.extract(ROOT_CONTEXT, text, getter)));
    }
    if (context === undefined) return undefined;
    deepStrictEqual(parseTraceparent(formatTraceparent(context)), context);
    deepStrictEqual(parseLink(formatLink(context)), { ...context, traceFlags: 0 });
    deepStrictEqual(contextFromIds(context.traceId, context.spanId, context.traceFlags), context);
    return context;
  },
};
