/** BullMQ: `job.opts.telemetry.metadata`, or `tm` in what Redis holds: a carrier as JSON text. */
import { readCarrier } from '../headers.js';
import { at, type MessageReader } from './reader.js';

export const bullmq: MessageReader = {
  field: 'opts',
  get: ({ opts }) => opts,
  read: (options) => readCarrier(at(options, 'telemetry', 'metadata') ?? at(options, 'tm')),
};
