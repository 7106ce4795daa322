/** What names a span, and where it comes from, for the table of that. */
import type { SpanDetail } from '../../../api/answers.js';
import { moment } from '../../components/format.js';
import { describeFlags } from './describe-flags.js';

export function spanIdentity({
  traceId,
  spanId,
  parentSpanId,
  scope,
  flags,
  resourceSchemaUrl,
  traceState = '',
  received,
  nth,
}: SpanDetail): Record<string, string> {
  return {
    trace: traceId,
    span: nth === undefined ? spanId : `${spanId} (number ${nth} of different spans with this id)`,
    ...(parentSpanId === undefined ? {} : { parent: parentSpanId }),
    scope: `${scope.name} ${scope.version}`.trim(),
    ...(scope.schemaUrl === undefined ? {} : { 'schema of the scope': scope.schemaUrl }),
    ...(resourceSchemaUrl === undefined ? {} : { 'schema of the resource': resourceSchemaUrl }),
    ...(traceState === '' ? {} : { tracestate: traceState }),
    ...(flags === undefined ? {} : { flags: describeFlags(flags) }),
    received: received === undefined ? 'at an unknown time' : moment(received),
  };
}
