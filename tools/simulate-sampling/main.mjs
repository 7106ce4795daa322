// Prints the tables of docs/sampling.md: the causal chains that stay whole under 1 % head sampling, and the cost.
import { ParentBasedSampler, TraceIdRatioBasedSampler } from '@opentelemetry/sdk-trace-node';
import { LinkedSampler } from 'spanlink/sampling';
import { RUNS, SCHEDULES, simulateSchedules } from './endless.mjs';
import { forgeries } from './forgery.mjs';
import { simulate } from './simulate.mjs';
import { CHAINS, WORKLOADS } from './workloads.mjs';

const RATIO = 0.01;
const fallback = new TraceIdRatioBasedSampler(RATIO);
const linked = (options) => (now) => new ParentBasedSampler({ root: new LinkedSampler({ fallback, now, ...options }) });
const parentBased = () => new ParentBasedSampler({ root: fallback });

const SAMPLERS = {
  'parent-based': parentBased,
  follow: linked({}),
  'follow, no bound': linked({ maxPerSecond: Infinity }),
  consistent: linked({ mode: 'consistent' }),
};

const FORGED = {
  'parent-based, links ignored': parentBased,
  'follow, no bound': linked({ maxPerSecond: Infinity }),
  follow: linked({}),
  'follow, trust refuses': linked({ trust: () => false }),
  'consistent, no bound': linked({ mode: 'consistent', maxPerSecond: Infinity }),
  consistent: linked({ mode: 'consistent' }),
  'consistent, trust refuses': linked({ mode: 'consistent', trust: () => false }),
};

const ENDLESS = {
  'parent-based': parentBased,
  follow: linked({}),
  'follow, maxHops 10': linked({ maxHops: 10 }),
  'follow, maxHops 100': linked({ maxHops: 100 }),
  consistent: linked({ mode: 'consistent' }),
  'consistent, maxHops 10': linked({ mode: 'consistent', maxHops: 10 }),
  'consistent, maxHops 100': linked({ mode: 'consistent', maxHops: 100 }),
};

const number = (value) => value.toLocaleString('en-US');
const percent = (part, all) =>
  all === 0 ? '–' : `${((100 * part) / all).toFixed(part === all || part === 0 ? 0 : 1)} %`;
const row = (...cells) => console.log(`| ${cells.join(' | ')} |`);

console.log(
  `${number(CHAINS)} chains a workload, 1,000 a second, four spans a trace, ${RATIO * 100} % of root spans sampled\n`,
);
row('workload', 'sampler', 'chains begun', 'of these whole', '', 'seen in part', 'spans kept', 'cost');
row('---', '---', '--:', '--:', '--:', '--:', '--:', '--:');
for (const [workload, run] of Object.entries(WORKLOADS)) {
  let alone;
  for (const [name, createSampler] of Object.entries(SAMPLERS)) {
    const { begun, whole, torn, spans } = simulate(run, createSampler);
    alone ??= spans;
    row(
      workload,
      name,
      number(begun),
      number(whole),
      percent(whole, begun),
      number(torn),
      number(spans),
      (spans / alone).toFixed(2),
    );
  }
}

console.log(`\n${number(CHAINS)} requests from outside, 1,000 a second, each with a forged link\n`);
row('sampler', 'requests sampled', '');
row('---', '--:', '--:');
for (const [name, createSampler] of Object.entries(FORGED)) {
  const { whole } = simulate(forgeries, createSampler);
  row(name, number(whole), percent(whole, CHAINS));
}

console.log(`\n${number(SCHEDULES)} schedules of ${number(RUNS)} hourly runs, each linked to the last\n`);
row('sampler', 'runs sampled', 'schedules whose last run is sampled', 'most runs in a row');
row('---', '--:', '--:', '--:');
for (const [name, createSampler] of Object.entries(ENDLESS)) {
  const { runs, last, longest } = simulateSchedules(createSampler);
  row(name, percent(runs, RUNS * SCHEDULES), percent(last, SCHEDULES), number(longest));
}
