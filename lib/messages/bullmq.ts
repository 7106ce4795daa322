/** BullMQ: `job.opts.telemetry.metadata`, or `tm` in what Redis holds: a carrier as JSON text. */
import { at, type MessageReader } from './reader.js';

export const bullmq: MessageReader = { field: 'opts', carrier: (options) => at(options, 'telemetry', 'metadata') ?? at(options, 'tm') };
