/** The time of `linksFrom` for each link of one client's messages, and of bare carriers, in a process of its own. */
import { linksFrom } from '../../dist/esm/index.js';
import { bare, CLIENT_MESSAGES } from '../client-messages.mjs';
import { alternate } from '../measure.mjs';
import { messages } from '../messages.mjs';

const { client, effort } = JSON.parse(process.argv[2]);
const traceparents = messages(256).map(({ headers }) => headers.traceparent);
const entries = [
  ['bare', bare],
  ['message', CLIENT_MESSAGES[client]],
].map(([id, make]) => ({ id, inputs: traceparents.map(make), subject: { handle: linksFrom }, isAsync: false }));
for (const { inputs } of entries) {
  if (inputs.some((input, index) => linksFrom(input)[0]?.context.traceId !== traceparents[index].slice(3, 35)))
    throw new Error(`a message of ${client} is not read`);
}
const times = await alternate(entries, effort);
// a CloudEvent has two links: to the last hop, and to the start of the journey
const links = linksFrom(entries[1].inputs[0]).length;
process.send([{ client, time: times.message / links, bare: times.bare }]);
process.disconnect();
