/** Reads formats other than W3C's. */
import {
  propagation,
  ROOT_CONTEXT,
  type SpanContext,
  type TextMapGetter,
  type TextMapPropagator,
  trace,
} from '@opentelemetry/api';
import { copyValidContext } from '../../links/span-context.js';
import { VALUE_LIMIT } from './decode.js';
import { readDatadog } from './formats/datadog.js';
import { readGoogle } from './formats/google.js';
import type { HeaderText } from './formats/header-text.js';
import { propagatorOf } from './formats/propagators.js';
import { readSentry } from './formats/sentry.js';
import { readXray } from './formats/xray.js';
import { decodeTexts, headerNames, type HeaderList, headerValues } from './header-list.js';

/** AWS X-Ray's header, and the attribute of SQS and the variable of Lambda that are the same. */
const XRAY_NAMES = ['x-amzn-trace-id', 'awstraceheader', '_x_amzn_trace_id'] as const;

/** Headers whose values are one list, in as many lines as there may be. */
const LISTS: ReadonlySet<string> = new Set(['tracestate', 'baggage']);

/** The header that begins a context, by the name of one that goes on with it. */
const LEADS: ReadonlyMap<string, string> = new Map([
  ['x-b3-spanid', 'x-b3-traceid'],
  ['x-b3-sampled', 'x-b3-traceid'],
  ['x-datadog-parent-id', 'x-datadog-trace-id'],
  ['x-datadog-tags', 'x-datadog-trace-id'],
]);

/** Reads a list of headers for propagators, which take the first of several values where the last hop counts. */
const GETTER: TextMapGetter<HeaderList> = {
  keys: headerNames,
  get(headers, given) {
    const name = given.toLowerCase();
    return LISTS.has(name) ? headerValues(headers, name)?.flatMap(decodeTexts).map(cut) : cut(lastText(headers, name));
  },
};

/** Reads the format that the application's own propagator knows, or else any other that is known here. */
export function readFormats(headers: HeaderList): SpanContext | undefined {
  const header: HeaderText = (name) => cut(lastText(headers, name));
  return (
    extract(propagation, headers) ??
    firstXray(header) ??
    readDatadog(header) ??
    readGoogle(header) ??
    readSentry(header) ??
    extract(propagatorOf(header), headers)
  );
}

/** Returns the last value; `undefined` where there are not as many as of the header that it goes on with. */
function lastText(headers: HeaderList, name: string): string | undefined {
  const texts = headerValues(headers, name)?.flatMap(decodeTexts);
  const lead = texts && LEADS.get(name);
  const isApart = lead !== undefined && headerValues(headers, lead)?.flatMap(decodeTexts).length !== texts?.length;
  return isApart ? undefined : texts?.at(-1);
}

/** Returns the beginning of a value, which may be long, and a propagator slow. */
function cut<Text extends string | undefined>(text: Text): Text {
  return (text && text.length > VALUE_LIMIT ? text.slice(0, VALUE_LIMIT) : text) as Text;
}

function firstXray(header: HeaderText): SpanContext | undefined {
  for (const name of XRAY_NAMES) {
    const text = header(name);
    const context = text === undefined ? undefined : readXray(text);
    if (context !== undefined) return context;
  }
  return undefined;
}

function extract(
  propagator: Pick<TextMapPropagator, 'extract'> | undefined,
  headers: HeaderList,
): SpanContext | undefined {
  const extracted = propagator && trace.getSpanContext(propagator.extract(ROOT_CONTEXT, headers, GETTER));
  const context = extracted && copyValidContext(extracted);
  if (context !== undefined) context.isRemote = true;
  return context;
}
