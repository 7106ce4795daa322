/** BullMQ: `job.opts.telemetry.metadata`, or `tm` in what Redis holds: a carrier as JSON text. */
import type { Found } from '../context-sink.js';
import { readCarrier } from '../headers/read-carrier.js';
import { at } from './field.js';

export function readBullMq(options: unknown): Found {
  return readCarrier(at(at(options, 'telemetry'), 'metadata') ?? at(options, 'tm'));
}
