/** The trace state that goes with a context, and the members that samplers read of it. */
import { deepStrictEqual, strictEqual } from 'node:assert';
import { createTraceState } from '@opentelemetry/api';
import { withTraceState } from '../../../lib/sources/headers/last-hop';
import { hopsOf, withHopsAfter } from '../../../integrations/sampling/hops';
import { randomnessOf, thresholdOf, withDecision, withoutThreshold } from '../../../integrations/sampling/probability';
import type { FuzzTarget } from '../fuzz-target';

const IDS = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 };
const FOURTEEN = /^[\da-f]{14}$/;

export const target: FuzzTarget = {
  seeds: [
    'ot=th:8;rv:01234567890abc,vendor=1',
    'spanlink_hops=3\not=th:c',
    'a@b=1 , c=2,,ot=rv:00000000000000',
    'ot=th:0',
  ],
  words: ['ot=', 'th:', 'rv:', 'spanlink=', 'spanlink_hops=', ',', ';', ':'],
  run: (input) => {
    const text = input.toString('latin1');
    const lines = text.split('\n');
    const context = withTraceState({ ...IDS }, lines);
    const { traceState } = context;
    // the lines of a header are one list, joined as HTTP joins them
    const joined = lines.filter((line) => line !== '').join(',');
    const theirs = joined === '' ? undefined : createTraceState(joined);
    strictEqual(traceState?.serialize() ?? '', theirs?.serialize() ?? '');
    const threshold = thresholdOf(context);
    const randomness = randomnessOf(context);
    if (threshold !== undefined) strictEqual(FOURTEEN.test(threshold), true);
    strictEqual(FOURTEEN.test(randomness), true);
    // what is written is read again, and all else stays
    const decided = withDecision(traceState, threshold ?? '80000000000000', randomness);
    deepStrictEqual(thresholdOf({ ...IDS, traceState: decided }), threshold ?? '80000000000000');
    strictEqual(randomnessOf({ ...IDS, traceState: decided }), randomness);
    strictEqual(thresholdOf({ ...IDS, ...without(withoutThreshold(decided)) }), undefined);
    const hops = hopsOf(context);
    strictEqual(Number.isInteger(hops) && hops >= 0 && hops < 1_000_000, true);
    strictEqual(hopsOf({ ...IDS, traceState: withHopsAfter(traceState, hops) }), Math.min(hops + 1, 999_999));
    return [traceState?.serialize(), threshold, randomness, decided.serialize(), hops];
  },
};

const without = (traceState: ReturnType<typeof withoutThreshold>) => (traceState === undefined ? {} : { traceState });
