/** BullMQ: `job.opts.telemetry.metadata`, or `tm` in what Redis holds: a carrier as JSON text. */
import type { ReadResult } from '../context-sink.js';
import { readCarrier } from '../headers/read-carrier.js';
import { field } from './field.js';
import type { ContextReader } from './message-reader.js';

export function readBullMq(options: unknown): ReadResult {
  return readCarrier(field(field(options, 'telemetry'), 'metadata') ?? field(options, 'tm'));
}

export const BULLMQ: ContextReader = { client: 'BullMQ', fields: ['opts'], read: readBullMq };
