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

/** Reads a list of headers for propagators. */
const GETTER: TextMapGetter<HeaderList> = {
  keys: headerNames,
  get(headers, name) {
    const values = headerValues(headers, name.toLowerCase())?.flatMap(decodeTexts);
    return values === undefined || values.length > 1 ? values : values[0];
  },
};

/** Reads the format that the application's own propagator knows, or else any other that is known here. */
export function readFormats(headers: HeaderList): SpanContext | undefined {
  const header: HeaderText = (name) => headerValues(headers, name)?.flatMap(decodeTexts).at(-1)?.slice(0, VALUE_LIMIT);
  return (
    extract(propagation, headers) ??
    firstXray(header) ??
    readDatadog(header) ??
    readGoogle(header) ??
    readSentry(header) ??
    extract(propagatorOf(header), headers)
  );
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
