/** The carrier in a header of Temporal, and the place of a run below the one who started it. */
import { deepStrictEqual, strictEqual } from 'node:assert';
import { CARRIER, carrierIn, textIn, withCarrier } from '../../../integrations/temporal/contract/carrier';
import { placeBelow, Run } from '../../../integrations/temporal/contract/run';
import { runIds } from '../../../integrations/temporal/contract/span-ids';
import { parseTraceparent } from '../../../lib/links/traceparent';
import type { FuzzTarget } from '../fuzz-target';
import { A, checkIds } from '../spans';

export const target: FuzzTarget = {
  seeds: [
    `{"traceparent":"${A}","tracestate":"a=1","spanlink-relation":"parent"}`,
    `{"traceparent":"${A}","spanlink-relation":"both","spanlink-origin":"${A}","n":1}`,
    `"text"`,
    '0af76519-16cd-43dd-8448-eb211c80319c',
  ],
  words: ['ff-', '00-', '"parent"', '"both"', '-01', 'x"', '"__proto__":{}', '00000000-0000-0000-0000-000000000000'],
  run: (input) => {
    const header = { '_tracer-data': { data: input } };
    const carrier = carrierIn(header);
    for (const name of Object.keys(carrier)) strictEqual(typeof carrier[name], 'string');
    if (Object.keys(carrier).length > 0) deepStrictEqual({ ...carrierIn(withCarrier({}, carrier)) }, { ...carrier });
    const text = input.toString();
    const own = runIds(text);
    checkIds(own);
    const { ids, parent } = placeBelow(carrier, own);
    checkIds(ids);
    const starter = parseTraceparent(carrier.traceparent ?? '');
    const isBelow = ['parent', 'both'].includes(carrier[CARRIER.relation] ?? '') && starter !== undefined;
    strictEqual(ids.traceId, isBelow ? starter.traceId : own.traceId, 'is in a trace that no reader finds');
    const run = new Run({ workflowType: 'Loan', workflowId: '7', runId: text, attempt: 1 }, carrier);
    checkIds(parseTraceparent(run.carrier().traceparent ?? '') ?? { traceId: '', spanId: '' });
    return [carrier, textIn({ data: input }), ids, parent, run.links(), run.continuation()];
  },
};
