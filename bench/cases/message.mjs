/**
 * The time of `linksFrom` for each link of one client's messages, of `linksFrom` for a bare carrier, and of
 * OpenTelemetry's own propagator for that, in a process of its own.
 */
import { propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { linksFrom } from '../../dist/esm/index.js';
import { bare, CLIENT_MESSAGES } from '../client-messages.mjs';
import { alternate } from '../measure.mjs';
import { messages } from '../messages.mjs';

const { client, effort } = JSON.parse(process.argv[2]);
const traceparents = messages(256).map(({ headers }) => headers.traceparent);
propagation.setGlobalPropagator(new W3CTraceContextPropagator());
const extract = (carrier) => [{ context: trace.getSpanContext(propagation.extract(ROOT_CONTEXT, carrier)) }];
const entries = [
  ['bare', bare, linksFrom],
  ['extracted', bare, extract],
  ['message', CLIENT_MESSAGES[client], linksFrom],
].map(([id, make, handle]) => ({ id, inputs: traceparents.map(make), subject: { handle }, isAsync: false }));
for (const { inputs, subject } of entries) {
  if (inputs.some((input, index) => subject.handle(input)[0]?.context.traceId !== traceparents[index].slice(3, 35)))
    throw new Error(`a message of ${client} is not read`);
}
const times = await alternate(entries, effort);
// a CloudEvent has two links: to the last hop, and to the start of the journey
const links = linksFrom(entries[2].inputs[0]).length;
process.send([{ client, time: times.message / links, bare: times.bare, extracted: times.extracted }]);
process.disconnect();
