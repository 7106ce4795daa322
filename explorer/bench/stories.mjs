// Requests of stories, of which rules keep 5 %.
import { randomBytes } from 'node:crypto';
import { types } from '../dist/server/otlp/otlp-messages.js';

const BATCH = 512;
const SPANS_OF_TRACE = 5;
const HAND_OVERS = 5;

export const DECISION_WAIT_MS = 1000;
/** Keeps 5 % of the stories; in the words of the Collector, too. */
export const POLICIES = `policies:
  - { name: some, type: probabilistic, probabilistic: { sampling_percentage: 4 } }
  - { name: errors, type: status_code, status_code: { status_codes: [ERROR] } }
`;
export const RULES = `decision_wait: ${DECISION_WAIT_MS / 1000}s
${POLICIES}`;

const REQUEST = types.lookupType('ExportTraceServiceRequest');
const text = (key, stringValue) => ({ key, value: { stringValue } });

/**
 * Returns requests of stories, of as many spans as are asked for or a few more: five traces of five spans, each linked
 * to the one before; 1 % of the last ones fail. Of these, it also returns the trace ids; of the others as `chains` the
 * trace id of the first, and the last span that is a root.
 */
export function storyRequests(count) {
  const spans = [];
  const failed = [];
  const chains = [];
  const now = BigInt(Date.now()) * 1_000_000n;
  const time = { low: Number(BigInt.asIntN(32, now)), high: Number(now >> 32n), unsigned: true };
  for (let story = 0; spans.length < count; story += 1) {
    let cause;
    const traces = [];
    for (let hop = 0; hop < HAND_OVERS; hop += 1) {
      const traceId = randomBytes(16);
      traces.push(traceId.toString('hex'));
      const root = randomBytes(8);
      for (let index = 0; index < SPANS_OF_TRACE; index += 1)
        spans.push({
          traceId,
          spanId: index === 0 ? root : randomBytes(8),
          ...(index > 0 && { parentSpanId: root }),
          name: `process orders-${hop}`,
          kind: 5,
          startTimeUnixNano: time,
          endTimeUnixNano: time,
          attributes: [
            text('messaging.system', 'kafka'),
            text('messaging.destination.name', `orders-${hop}`),
            text('order.id', `order-${story * 7919}`),
            text('spanlink.decorator', 'LinkFrom'),
          ],
          ...(hop === HAND_OVERS - 1 && index === 0 && story % 100 === 0 && { status: { code: 2 } }),
          links: index === 0 && cause ? [{ ...cause, attributes: [text('spanlink.relation', 'message')] }] : [],
        });
      cause = { traceId, spanId: root };
    }
    if (story % 100 === 0) failed.push(traces);
    else chains.push({ first: traces[0], last: cause });
  }
  const resource = { attributes: [text('service.name', 'packing'), text('host.name', 'worker-17')] };
  const requests = Array.from({ length: Math.ceil(spans.length / BATCH) }, (_, index) =>
    Buffer.from(
      REQUEST.encode({
        resourceSpans: [
          {
            resource,
            scopeSpans: [{ scope: { name: 'packing' }, spans: spans.slice(index * BATCH, (index + 1) * BATCH) }],
          },
        ],
      }).finish(),
    ),
  );
  return { requests, failed, chains };
}
