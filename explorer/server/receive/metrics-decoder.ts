/** Reads Spanlink's counters out of an ExportMetricsServiceRequest in protobuf, and passes over all other metrics. */
import { MessageFields } from '../otlp/message-fields.js';
import { CUMULATIVE, DELTA, NO_RECORDED_VALUE } from '../otlp/metric-fields.js';
import {
  METRIC,
  METRICS_REQUEST,
  POINT,
  RESOURCE,
  RESOURCE_METRICS,
  SCOPE,
  SCOPE_METRICS,
  SUM,
} from '../otlp/otlp-messages.js';
import { forEachMessage, readSmallInteger } from '../otlp/protobuf-reader.js';
import type { ProtobufReader } from '../otlp/protobuf-reader.js';
import { CounterRequest } from './counter-request.js';
import type { DecodedCounters } from './counter-request.js';
import { describeSeries } from './counter-series.js';
import { ExportError } from './export-error.js';
import type { Limits } from './limits.js';

/** What the names of Spanlink's counters begin with. */
const PREFIX = Buffer.from('spanlink.');

/** Where a metric comes from. */
interface Origin {
  readonly resource: ReadonlyMap<string, string>;
  readonly scope: string;
}

export class MetricsDecoder {
  readonly #limits: Pick<Limits, 'messages'>;
  readonly #resourceMetrics = new MessageFields('ResourceMetrics');
  readonly #resource = new MessageFields('Resource');
  readonly #scopeMetrics = new MessageFields('ScopeMetrics');
  readonly #scope = new MessageFields('InstrumentationScope');
  readonly #metric = new MessageFields('Metric');
  readonly #sum = new MessageFields('Sum');
  readonly #point = new MessageFields('NumberDataPoint');

  constructor(limits: Pick<Limits, 'messages'>) {
    this.#limits = limits;
  }

  /** Returns the points of counters. Throws an {@link ExportError} if the body is no request. */
  decode(body: Buffer): DecodedCounters {
    const request = new CounterRequest(body, this.#limits.messages);
    try {
      forEachMessage(request.reader, 0, body.length, METRICS_REQUEST.resourceMetrics, (start, end) =>
        this.#decodeResource(request, start, end),
      );
    } catch (error) {
      if (error instanceof ExportError) throw error;
      throw new ExportError(
        'invalidArgument',
        'The body is no ExportMetricsServiceRequest of OTLP in protobuf: ' +
          `${error instanceof Error ? error.message : String(error)}.`,
        { cause: error },
      );
    }
    return request.result();
  }

  #decodeResource(request: CounterRequest, start: number, end: number): void {
    request.countMessages(1);
    const { reader } = request;
    const fields = this.#resourceMetrics;
    fields.read(reader, start, end);
    const { resource, scopeMetrics } = RESOURCE_METRICS;
    this.#resource.read(reader, fields.start(resource), fields.end(resource));
    forEachMessage(reader, fields.start(scopeMetrics), fields.end(scopeMetrics), scopeMetrics, (from, to) =>
      this.#decodeScope(request, from, to),
    );
  }

  #decodeScope(request: CounterRequest, start: number, end: number): void {
    request.countMessages(1);
    const { reader } = request;
    const fields = this.#scopeMetrics;
    fields.read(reader, start, end);
    this.#scope.read(reader, fields.start(SCOPE_METRICS.scope), fields.end(SCOPE_METRICS.scope));
    const { metrics } = SCOPE_METRICS;
    let origin: Origin | undefined;
    forEachMessage(reader, fields.start(metrics), fields.end(metrics), metrics, (from, to) => {
      request.countMessages(1);
      this.#metric.read(reader, from, to);
      if (!this.#isCounter(reader)) return;
      // read only where it is needed: most requests have no counter of ours
      origin ??= {
        resource: request.attributes(this.#resource, RESOURCE.attributes),
        scope: request.text(this.#scope, SCOPE.name),
      };
      this.#decodeSum(request, origin);
    });
  }

  /** Returns true if the metric is a sum that only rises, and has one of Spanlink's names. */
  #isCounter(reader: ProtobufReader): boolean {
    const [start, end] = [this.#metric.start(METRIC.name), this.#metric.end(METRIC.name)];
    if (end - start <= PREFIX.length || !this.#metric.has(METRIC.sum)) return false;
    if (reader.bytes.compare(PREFIX, 0, PREFIX.length, start, start + PREFIX.length) !== 0) return false;
    this.#sum.read(reader, this.#metric.start(METRIC.sum), this.#metric.end(METRIC.sum));
    return readSmallInteger(reader.bytes, this.#sum.start(SUM.isMonotonic), this.#sum.end(SUM.isMonotonic)) === 1;
  }

  #decodeSum(request: CounterRequest, { resource, scope }: Origin): void {
    const { reader } = request;
    const counter = request.text(this.#metric, METRIC.name);
    const temporality = this.#sum.has(SUM.aggregationTemporality)
      ? reader.readInt32(this.#sum.start(SUM.aggregationTemporality))
      : 0;
    const { dataPoints } = SUM;
    forEachMessage(reader, this.#sum.start(dataPoints), this.#sum.end(dataPoints), dataPoints, (start, end) => {
      request.countMessages(1);
      const point = this.#point;
      point.read(reader, start, end);
      const flags = readSmallInteger(reader.bytes, point.start(POINT.flags), point.end(POINT.flags)) ?? 0;
      if ((flags & NO_RECORDED_VALUE) !== 0) return;
      const value = request.count(point);
      if (value === undefined) return request.reject('value');
      if (temporality !== DELTA && temporality !== CUMULATIVE) return request.reject('temporality');
      if (request.isFull) return request.reject('many');
      request.add({
        ...describeSeries({ resource, scope, counter, attributes: request.attributes(point, POINT.attributes) }),
        IsDelta: temporality === DELTA ? 1 : 0,
        Start: request.time(point, POINT.startTimeUnixNano),
        Time: request.time(point, POINT.timeUnixNano) || request.now,
        Value: value,
      });
    });
  }
}
