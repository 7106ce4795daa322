/** What `linksFrom` takes a link for the messages of one client, and for bare carriers, in a process of its own. */
import { linksFrom } from '../../dist/esm/index.js';
import { alternate } from '../measure.mjs';
import { messages } from '../messages.mjs';
import { bare, SHAPES } from '../client-messages.mjs';

const { shape, effort } = JSON.parse(process.argv[2]);
const traceparents = messages(256).map(({ headers }) => headers.traceparent);
const entries = [
  ['bare', bare],
  ['shape', SHAPES[shape]],
].map(([id, make]) => ({ id, inputs: traceparents.map(make), subject: { handle: linksFrom }, isAsync: false }));
for (const { inputs } of entries) {
  if (inputs.some((input, at) => linksFrom(input)[0]?.context.traceId !== traceparents[at].slice(3, 35)))
    throw new Error(`${shape} is not read`);
}
const times = await alternate(entries, effort);
// a CloudEvent gives two: to the last hop, and to the start of the journey
const links = linksFrom(entries[1].inputs[0]).length;
process.send([{ shape, time: times.shape / links, bare: times.bare }]);
process.disconnect();
