// Requests of spans with one link each: encoded once, with new random ids for each use.
import { randomBytes } from 'node:crypto';
import { types } from '../dist/server/otlp/otlp-messages.js';

const REQUEST = types.lookupType('ExportTraceServiceRequest');

const text = (key, stringValue) => ({ key, value: { stringValue } });
const number = (key, low) => ({ key, value: { intValue: { low, high: 0, unsigned: false } } });

// as a consumer of messages creates them: seven attributes, and a link to the producer
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
  links: [
    {
      traceId: ids.targetTraceId,
      spanId: ids.targetSpanId,
      traceState: '',
      attributes: [text('spanlink.relation', 'message')],
    },
  ],
});

/**
 * Creates a request of `count` spans. `renew()` replaces their ids by new ones, as random as real ones: ids determine
 * how well rows compress, and how long that takes.
 */
export function requestOf(count) {
  const now = BigInt(Date.now()) * 1_000_000n;
  const nanoseconds = { low: Number(BigInt.asIntN(32, now)), high: Number(now >> 32n), unsigned: true };
  const ids = Array.from({ length: count }, () => ({
    traceId: randomBytes(16),
    spanId: randomBytes(8),
    parentSpanId: randomBytes(8),
    targetTraceId: randomBytes(16),
    targetSpanId: randomBytes(8),
  }));
  const attributes = [
    text('service.name', 'packing'),
    text('service.version', '1.4.2'),
    text('host.name', 'worker-17'),
    text('telemetry.sdk.language', 'nodejs'),
  ];
  const spans = ids.map((each, index) => spanOf(index, each, nanoseconds));
  const body = Buffer.from(
    REQUEST.encode({
      resourceSpans: [{ resource: { attributes }, scopeSpans: [{ scope: { name: 'packing', version: '1' }, spans }] }],
    }).finish(),
  );
  // the positions of the ids, by four bytes; they are in the body in this order
  let end = 0;
  const places = ids.flatMap((each) =>
    Object.values(each).flatMap((id) => {
      const start = body.indexOf(id, end);
      end = start + id.length;
      return Array.from({ length: id.length / 4 }, (_, index) => start + index * 4);
    }),
  );
  return {
    body,
    renew: () => {
      for (const place of places) body.writeUInt32BE((Math.random() * 2 ** 32) >>> 0, place);
    },
  };
}
