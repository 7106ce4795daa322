/** Counters among metrics, in protobuf and in JSON. */
import { strictEqual } from 'node:assert';
import type { FuzzTarget } from '../../../../test/fuzz/fuzz-target';
import { ExportError } from '../../../server/receive/export-error.js';
import { encodeRequest, jsonToProtobuf } from '../../../server/receive/json-to-protobuf.js';
import { LIMITS } from '../../../server/receive/limits.js';
import { MetricsDecoder } from '../../../server/receive/metrics-decoder.js';
import { UnknownNames } from '../../../server/receive/unknown-names.js';

Date.now = () => 1_795_000_000_000;
const TYPE = 'ExportMetricsServiceRequest';
const LARGEST = BigInt(Number.MAX_SAFE_INTEGER);
const decoder = new MetricsDecoder(LIMITS);

const counter = (point: object): object => ({
  resourceMetrics: [
    {
      resource: { attributes: [{ key: 'service.name', value: { stringValue: 'orders' } }] },
      scopeMetrics: [
        {
          scope: { name: 'spanlink' },
          metrics: [
            {
              name: 'spanlink.links.made',
              sum: { isMonotonic: true, aggregationTemporality: 2, dataPoints: [point] },
            },
          ],
        },
      ],
    },
  ],
});
const POINT = {
  attributes: [{ key: 'spanlink.site', value: { stringValue: 'Orders.ship' } }],
  startTimeUnixNano: '1795000000000000000',
  timeUnixNano: '1795000000000000001',
};
const REQUESTS = [counter({ ...POINT, asInt: '3' }), counter({ ...POINT, asDouble: 2.5, flags: 1 })];

export const target: FuzzTarget = {
  seeds: REQUESTS.flatMap((request) => [encodeRequest(request, new UnknownNames(), TYPE), JSON.stringify(request)]),
  words: ['"asInt":', '"asDouble":', '-1', '9007199254740992', '"NaN"', '"aggregationTemporality":1'],
  run: (input) => {
    const body = input[0] === 0x7b ? expecting(() => jsonToProtobuf(input, LIMITS.messages, undefined, TYPE)) : input;
    const read = body && expecting(() => decoder.decode(body));
    for (const { Value } of read?.points ?? []) strictEqual(Value >= 0n && Value <= LARGEST, true, `counts ${Value}`);
    strictEqual((read?.rejected ?? 0) > 0, (read?.problems.length ?? 0) > 0, 'rejects without a word');
    return read;
  },
};

function expecting<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof ExportError) return undefined;
    throw error;
  }
}
