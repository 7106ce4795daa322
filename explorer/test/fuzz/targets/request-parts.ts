/** Requests taken apart by their spans, put together again, and with their trace states rewritten. */
import { deepStrictEqual, strictEqual } from 'node:assert';
import type { FuzzTarget } from '../../../../test/fuzz/fuzz-target';
import { createTraceState } from '@opentelemetry/api';
import { samplingState, traceStateValue, withThreshold } from '../../../server/keep/decide/trace-state.js';
import { partitionRequest } from '../../../server/keep/fragments/partition-request.js';
import { rewriteTraceStates } from '../../../server/keep/fragments/rewrite-trace-states.js';
import { SPAN } from '../../../server/otlp/otlp-messages.js';
import { decoded, JSON_REQUEST, requestOfJson } from '../otlp-forms';

const [{ resource, scopeSpans }] = JSON_REQUEST.resourceSpans as [(typeof JSON_REQUEST.resourceSpans)[0]];
const [{ scope, spans }] = scopeSpans as [(typeof scopeSpans)[0]];
const [span] = spans as [(typeof spans)[0]];
const several = requestOfJson({
  resourceSpans: [
    {
      resource,
      scopeSpans: [
        {
          scope,
          spans: [
            { ...span, traceState: 'ot=th:8;rv:01234567890abc,a=1' },
            { ...span, kind: 1 },
          ],
        },
      ],
    },
    { scopeSpans: [{ spans: [{ ...span, spanId: '0000000000000001', traceState: 'ot=th:c' }] }] },
  ],
});

export const target: FuzzTarget = {
  seeds: [several, Buffer.from('ot=th:8;rv:01234567890abc,a=1'), Buffer.from(' ot=th:0 ,a@b=1,,')],
  words: ['ot=', 'th:', 'rv:', ',', ';', ' \t'],
  // each part is decoded, and all again without their trace states
  stepsPerByte: 500,
  run: (input) => [readState(input.toString('latin1')), readParts(input)],
};

function readState(text: string): unknown {
  const value = traceStateValue(text, 'ot');
  // the API keeps what is well-formed of a malformed whole; of one that is well-formed, both read the same
  const theirs = createTraceState(text);
  if (value !== undefined && text.length <= 512) strictEqual(theirs.get('ot'), value, 'reads another trace state');
  const state = samplingState(text);
  const rewritten = withThreshold(text, '80000000000000');
  strictEqual(withThreshold(rewritten, '80000000000000'), rewritten, 'rewrites what it wrote');
  if (value !== undefined && traceStateValue(rewritten, 'ot') !== undefined)
    deepStrictEqual(samplingState(rewritten), { ...state, threshold: '80000000000000' });
  return [value, state, rewritten];
}

function readParts(input: Buffer): unknown {
  const whole = attempt(() => decoded(input));
  const parts = attempt(() =>
    partitionRequest(input, (bytes, { fields }) =>
      bytes.toString('hex', fields.start(SPAN.spanId), fields.end(SPAN.spanId)),
    ),
  );
  if (whole === undefined || parts === undefined) return undefined;
  const read = [...parts.values()].map(({ request }) => decoded(request));
  const sum = (of: 'accepted' | 'rejected'): number => read.reduce((all, part) => all + part[of], 0);
  deepStrictEqual([sum('accepted'), sum('rejected')], [whole.accepted, whole.rejected], 'loses spans');
  deepStrictEqual(read.flatMap(({ traces }) => traces).sort(), [...whole.traces].sort());
  deepStrictEqual(read.flatMap(({ linkedTraces }) => linkedTraces).sort(), [...whole.linkedTraces].sort());
  const same = rewriteTraceStates(input, (state) => state);
  strictEqual(same, input, 'writes again what stays');
  const without = decoded(rewriteTraceStates(input, () => ''));
  deepStrictEqual([without.accepted, without.traces], [whole.accepted, whole.traces], 'loses spans with their states');
  return [parts.size, whole.rows];
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}
