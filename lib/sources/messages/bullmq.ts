/**
 * BullMQ: `job.opts.telemetry.metadata`, or `tm` in what Redis holds: a carrier as JSON text; else the options
 * themselves, into which an instrumentation from outside writes.
 */
import type { ReadResult } from '../context-sink.js';
import { readCarrier, readFields } from '../headers/read-carrier.js';
import { field } from './field.js';
import type { ContextReader } from './message-reader.js';

export function readBullMq(options: unknown): ReadResult {
  return readCarrier(field(field(options, 'telemetry'), 'metadata') ?? field(options, 'tm')) ?? readOwn(options);
}

function readOwn(options: unknown): ReadResult {
  return readFields(Object(options) as object, field(options, 'traceparent'));
}

export const BULLMQ: ContextReader = { client: 'BullMQ', fields: ['opts'], read: readBullMq };
