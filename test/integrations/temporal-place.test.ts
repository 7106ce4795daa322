/** A run of Temporal is in its starter's trace only where every reader of `traceparent` finds the starter. */
import { formatTraceparent, parseTraceparent } from '../../lib/links/traceparent.js';
import { placeBelow, Run } from '../../integrations/temporal/contract/run.js';
import { runIds } from '../../integrations/temporal/contract/span-ids.js';
import { A, contextOf } from '../fixtures/spans.js';

const OWN = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };
const place = (traceparent: string) => placeBelow({ traceparent, 'spanlink-relation': 'parent' }, OWN);

test.each([
  ['the version that is forbidden', A.replace('00-', 'ff-')],
  ['more behind the flags', `${A}3`],
  ['more fields than version 00 has', `${A}-more`],
  ['a later version without a dash behind its flags', `${A.replace('00-', '01-')}x`],
])('a starter with %s is no parent', (_what, traceparent) => {
  expect(parseTraceparent(traceparent)).toBeUndefined();
  expect(place(traceparent)).toEqual({ ids: OWN, parent: undefined });
});

test('a run below its starter is in that trace, and as sampled as the starter', () => {
  const starter = { traceparent: formatTraceparent({ ...contextOf(A), traceFlags: 0 }), 'spanlink-relation': 'parent' };
  expect(placeBelow(starter, OWN)).toEqual({ ids: { ...OWN, traceId: contextOf(A).traceId }, parent: starter });
  const run = new Run({ workflowType: 'Loan', workflowId: '7', runId: 'a', attempt: 1 }, starter);
  expect(parseTraceparent(run.carrier().traceparent ?? '')).toMatchObject({
    traceId: contextOf(A).traceId,
    traceFlags: 0,
  });
});

test('a run whose id is a UUID of zeros has another id as its trace', () => {
  expect(runIds('00000000-0000-0000-0000-000000000000').traceId).toMatch(/^(?=.*[1-9a-f])[\da-f]{32}$/);
  expect(runIds('0af76519-16cd-43dd-8448-eb211c80319c').traceId).toBe('0af7651916cd43dd8448eb211c80319c');
});
