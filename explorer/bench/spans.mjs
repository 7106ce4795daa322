// Requests of spans with one link each: encoded once, and given new ids in place for each sending.
import { types } from '../dist/server/receive/otlp.js';

const REQUEST = types.lookupType('ExportTraceServiceRequest');

const text = (key, stringValue) => ({ key, value: { stringValue } });
const number = (key, low) => ({ key, value: { intValue: { low, high: 0, unsigned: false } } });

// as a consumer of messages makes them: seven attributes, and a link to the producer
const spanOf = (index, ids, nanoseconds) => ({
  traceId: ids.traceId,
  spanId: ids.spanId,
  parentSpanId: ids.parentSpanId,
  name: `process orders-${index % 8}`,
  kind: 5,
  startTimeUnixNano: nanoseconds,
  endTimeUnixNano: nanoseconds,
  attributes: [
    text('messaging.system', 'kafka'),
    text('messaging.operation.type', 'process'),
    text('messaging.destination.name', `orders-${index % 8}`),
    text('messaging.consumer.group.name', 'packing'),
    number('messaging.kafka.offset', index),
    text('order.id', `order-${index * 7919}`),
    text('spanlink.decorator', 'LinkFrom'),
  ],
  events: [],
  links: [{ traceId: ids.targetTraceId, spanId: ids.targetSpanId, traceState: '', attributes: [text('spanlink.relation', 'message')] }],
});

const marker = (length, number) => {
  const bytes = Buffer.alloc(length, 0xa5);
  bytes.writeUInt32BE(number, length - 4);
  return bytes;
};

/** A request of `count` spans; `renew(n)` gives them ids that no other `n` has. */
export function requestOf(count) {
  const now = BigInt(Date.now()) * 1_000_000n;
  const nanoseconds = { low: Number(BigInt.asIntN(32, now)), high: Number(now >> 32n), unsigned: true };
  const ids = Array.from({ length: count }, (_, index) => ({
    traceId: marker(16, index * 4),
    spanId: marker(8, index * 4 + 1),
    parentSpanId: marker(8, index * 4 + 2),
    targetTraceId: marker(16, index * 4 + 3),
    targetSpanId: marker(8, 0x80000000 + index),
  }));
  const attributes = [text('service.name', 'packing'), text('service.version', '1.4.2'), text('host.name', 'worker-17'), text('telemetry.sdk.language', 'nodejs')];
  const spans = ids.map((each, index) => spanOf(index, each, nanoseconds));
  const body = Buffer.from(REQUEST.encode({ resourceSpans: [{ resource: { attributes }, scopeSpans: [{ scope: { name: 'packing', version: '1' }, spans }] }] }).finish());
  // where the last eight bytes of each id are; they follow each other as they do here
  let end = 0;
  const places = ids.flatMap((each) => Object.values(each).map((id) => (end = body.indexOf(id, end) + id.length) - 8));
  return {
    body,
    renew: (n) => {
      for (let index = 0; index < places.length; index += 1) {
        body.writeUInt32BE(n + 1, places[index]);
        body.writeUInt32BE(index + 1, places[index] + 4);
      }
    },
  };
}
