/** The simulated work: each chain goes through several traces, each of which links to its cause. */
import { inSpan } from 'spanlink';
import { seeded } from './random.mjs';

/** Requests to the system, 1,000 a second, each of which begins a chain. */
export const CHAINS = 20_000;
const BATCH = 20;
const FAILURE_RATE = 0.4;
const MAX_ATTEMPTS = 5;

/** Generators of the traces of each chain; `tick` moves the clock to the next chain. */
export const WORKLOADS = {
  'chain of 5 queues': chains,
  'batches of 20': batches,
  'retries, up to 5': retries,
};

/** An order that goes through five services, each of which receives a message from the previous one. */
function* chains(tick) {
  for (let chain = 0; chain < CHAINS; chain++) {
    tick();
    const traces = [runTrace('api')];
    for (const service of ['payment', 'packing', 'shipping', 'invoice'])
      traces.push(runTrace(service, { links: traces.at(-1).carrier }));
    yield traces;
  }
}

/** Uploads, twenty of which are processed at once; each result is delivered separately. */
function* batches(tick) {
  for (let batch = 0; batch < CHAINS / BATCH; batch++) {
    const uploads = Array.from({ length: BATCH }, () => {
      tick();
      return runTrace('upload');
    });
    const processing = runTrace('process', { links: uploads.map(({ carrier }) => carrier) });
    for (const upload of uploads) yield [upload, processing, runTrace('deliver', { links: processing.carrier })];
  }
}

/** A job that is tried until it succeeds; each attempt is linked to the previous one and to the request. */
function* retries(tick) {
  const random = seeded(7);
  for (let job = 0; job < CHAINS; job++) {
    tick();
    const request = runTrace('enqueue');
    const traces = [request];
    do
      traces.push(
        runTrace('attempt', { links: traces.length > 1 ? [traces.at(-1).carrier, request.carrier] : request.carrier }),
      );
    while (random() < FAILURE_RATE && traces.length <= MAX_ATTEMPTS);
    yield traces;
  }
}

/** Runs a trace of four spans. */
export function runTrace(name, options = {}) {
  return inSpan(name, { ...options, root: true }, (guard) => {
    inSpan('load', () => inSpan('query', () => undefined));
    inSpan('store', () => undefined);
    return { carrier: guard.carrier(), isKept: (guard.spanContext().traceFlags & 1) === 1 };
  });
}
