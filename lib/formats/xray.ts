/** AWS X-Ray's trace header: `Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1`. */
import type { SpanContext } from '@opentelemetry/api';
import { copyValid } from '../span-context.js';
import type { HeaderText } from './header-text.js';

/**
 * Reads the header, or the SQS attribute of the same form. Where `Sampled` is missing or `?`, the sender left the
 * decision open, and the context is read all the same.
 * See https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader.
 */
export function readXray(header: HeaderText): SpanContext | undefined {
  const text = header('x-amzn-trace-id') ?? header('awstraceheader');
  if (text === undefined) return undefined;
  const fields = new Map(text.split(';', 20).map((field) => field.trim().split('=', 2) as [string, string]));
  const root = /^1-([0-9a-f]{8})-([0-9a-f]{24})$/.exec(fields.get('Root') ?? '');
  if (root === null) return undefined;
  const traceFlags = fields.get('Sampled') === '1' ? 1 : 0;
  return copyValid({ traceId: `${root[1]}${root[2]}`, spanId: fields.get('Parent') ?? '', traceFlags, isRemote: true });
}
