/** AWS X-Ray's trace header: `Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1`. */
import type { SpanContext } from '@opentelemetry/api';
import { contextFromIds } from '../../../links/traceparent.js';

/** `1-`, 8 digits of time, `-` and 24 random ones. */
const ROOT_LENGTH = 35;

/**
 * Reads the header, or the SQS attribute of the same form. Where `Sampled` is missing or `?`, the sender left the
 * decision open, and the context is read all the same.
 * See https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader.
 */
export function readXray(text: string): SpanContext | undefined {
  const root = field(text, 'Root=');
  if (root?.length !== ROOT_LENGTH || !root.startsWith('1-') || root[10] !== '-') return undefined;
  return contextFromIds(
    root.slice(2, 10) + root.slice(11),
    field(text, 'Parent=') ?? '',
    field(text, 'Sampled=') === '1' ? 1 : 0,
  );
}

function field(text: string, name: string): string | undefined {
  const at = text.indexOf(name);
  if (at === -1 || (at > 0 && text[at - 1] !== ';' && text[at - 1] !== ' ')) return undefined;
  const end = text.indexOf(';', at);
  return text.slice(at + name.length, end === -1 ? undefined : end).trim();
}
