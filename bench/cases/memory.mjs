/**
 * Bytes that each call of one contender allocates, holds while it waits, and retains when it is done, in a process of
 * its own.
 */
import { median } from '../measure.mjs';
import { messages } from '../messages.mjs';
import { asyncOrders, orders } from '../orders.mjs?memory';
import { register } from '../sdk.mjs';

const CALLS = 8_192;
const ROUNDS = 5;

const { state, contender } = JSON.parse(process.argv[2]);
register(state);
const { CONTENDERS } = await import('../contenders/index.mjs');
const undecorated = { linked: () => new (orders())(), async: () => new (asyncOrders())() };
const work = CONTENDERS[contender] ?? undecorated;

const inputs = messages(CALLS);
const pending = new Array(CALLS).fill(undefined);
const rounds = { allocated: [], held: [], retained: [] };
const [syncOrders, waitingOrders] = [work.linked(), work.async()];
// the first rounds also compile
for (let round = -3; round < ROUNDS; round++) {
  const result = { allocated: allocate(syncOrders), ...(await hold(waitingOrders)) };
  if (round >= 0) for (const [name, bytes] of Object.entries(result)) rounds[name].push(bytes / CALLS);
}
process.send([
  { state, contender, ...Object.fromEntries(Object.entries(rounds).map(([name, values]) => [name, median(values)])) },
]);
process.disconnect();

/** Bytes allocated by sync calls; the young generation is so large that nothing is collected meanwhile. */
function allocate(subject) {
  globalThis.gc();
  const before = process.memoryUsage().heapUsed;
  for (const input of inputs) subject.handle(input);
  return process.memoryUsage().heapUsed - before;
}

/** Bytes held by async calls that all wait for one promise; inputs and the array of promises do not count. */
async function hold(subject) {
  let open;
  subject.ready = new Promise((resolve) => (open = resolve));
  globalThis.gc();
  const before = process.memoryUsage().heapUsed;
  for (let call = 0; call < CALLS; call++) pending[call] = subject.handle(inputs[call]);
  globalThis.gc();
  const held = process.memoryUsage().heapUsed - before;
  open();
  for (let call = 0; call < CALLS; call++) pending[call] = await pending[call];
  pending.fill(undefined);
  await new Promise(setImmediate);
  globalThis.gc();
  return { held, retained: process.memoryUsage().heapUsed - before };
}
