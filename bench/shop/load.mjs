/** Autocannon in a process of its own: sends orders on request, each with an offer from another trace. */
import { randomBytes } from 'node:crypto';
import autocannon from 'autocannon';

const CONNECTIONS = 8;

const requests = Array.from({ length: 256 }, () => {
  const traceparent = `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01`;
  return {
    method: 'POST',
    path: '/orders',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ offer: { item: 'tea', price: 30, traceparent }, address: 'next door' }),
  };
});

process.on('message', async ({ url, amount }) => {
  // autocannon's own times are as coarse as its clock, which it reads every `sampleInt` milliseconds
  let [start, finish] = [0, 0];
  const run = autocannon({ url, amount, connections: CONNECTIONS, timeout: 10, sampleInt: 100, requests });
  run.once('start', () => (start = performance.now()));
  run.on('response', () => (finish = performance.now()));
  const { errors, non2xx, '2xx': answered } = await run;
  if (errors + non2xx > 0 || answered !== amount)
    throw new Error(`${url}: ${answered} of ${amount} answered, ${errors} errors, ${non2xx} refused`);
  process.send({ milliseconds: finish - start });
});
process.on('disconnect', () => process.exit());
process.send({});
