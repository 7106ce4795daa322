/** What is simulated: work that goes through several traces, each of which links to what caused it. */
import { inSpan } from 'spanlink';
import { seeded } from './random.mjs';

/** Things that a system is asked to do, 1,000 a second. */
export const CHAINS = 20_000;
const BATCH = 20;
const FAILS = 0.4;
const ATTEMPTS = 5;

/** Each gives, for every chain, whether each of its traces was kept; `tick` moves the clock to the next chain. */
export const WORKLOADS = {
  'chain of 5 queues': chains,
  'batches of 20': batches,
  'retries, up to 5': retries,
};

/** An order that goes through five services, each of which gets the message of the one before. */
function* chains(tick) {
  for (let chain = 0; chain < CHAINS; chain++) {
    tick();
    const traces = [runTrace('api')];
    for (const service of ['payment', 'packing', 'shipping', 'invoice'])
      traces.push(runTrace(service, { links: traces.at(-1).carrier }));
    yield traces;
  }
}

/** Uploads, twenty of which are processed at once; what comes of each is delivered by itself. */
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

/** A job that is tried until it succeeds; each attempt is linked to the one before and to what asked for it. */
function* retries(tick) {
  const random = seeded(7);
  for (let job = 0; job < CHAINS; job++) {
    tick();
    const asked = runTrace('enqueue');
    const traces = [asked];
    do
      traces.push(
        runTrace('attempt', { links: traces.length > 1 ? [traces.at(-1).carrier, asked.carrier] : asked.carrier }),
      );
    while (random() < FAILS && traces.length <= ATTEMPTS);
    yield traces;
  }
}

/** A trace of four spans. */
export function runTrace(name, options = {}) {
  return inSpan(name, { ...options, root: true }, (guard) => {
    inSpan('load', () => inSpan('query', () => undefined));
    inSpan('store', () => undefined);
    return { carrier: guard.carrier(), isKept: (guard.spanContext().traceFlags & 1) === 1 };
  });
}
