/**
 * One benchmark in one state of the SDK, in a process of its own: every contender that can do the work, in alternating
 * rounds.
 */
import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { BENCHMARKS } from '../benchmarks/index.mjs';
import { alternate } from '../measure.mjs';
import { recorded, register, requestContext } from '../sdk.mjs';

const { name, state, effort } = JSON.parse(process.argv[2]);
const benchmark = BENCHMARKS.find((one) => one.name === name);
register(state);
const { CONTENDERS, INPUTS } = await import('../contenders/index.mjs');

const inputs = new Map(benchmark.sizes.map((size) => [size, benchmark.inputs(size)]));
const entries = Object.entries(CONTENDERS)
  .filter(([, work]) => benchmark.work in work)
  .flatMap(([contender, work]) => {
    const subject = work[benchmark.work]();
    return benchmark.sizes.map((size) => ({
      id: `${contender}@${size}`,
      contender,
      size,
      subject,
      inputs: INPUTS[contender] === undefined ? inputs.get(size) : inputs.get(size).map(INPUTS[contender]),
      isAsync: benchmark.work === 'async',
    }));
  });

await context.with(benchmark.isAtRoot ? ROOT_CONTEXT : requestContext(), async () => {
  for (const entry of entries) entry.effect = await measureEffect(entry);
  // all sizes of one contender run the same code
  const warmUp = Math.max(100, effort.warmUp / benchmark.sizes.length);
  const times = await alternate(entries, { ...effort, warmUp });
  process.send(
    entries.map(({ id, contender, size, effect }) => ({
      benchmark: name,
      state,
      contender,
      size,
      effect,
      time: times[id],
    })),
  );
});
process.disconnect();

/** Counts what one call records; times mean nothing unless all contenders do the same work. */
async function measureEffect({ id, contender, size, subject, inputs: [input] }) {
  const before = { ...recorded };
  const result = await subject.handle(input);
  const effect = { spans: recorded.spans - before.spans, links: recorded.links - before.links };
  const isWhole = contender === 'spanlink' || size <= 128;
  if (typeof result !== 'number') throw new Error(`${id} returned ${result}`);
  if (state === 'recorded' && isWhole && effect.links !== benchmark.links(size))
    throw new Error(`${id} recorded ${effect.links} links`);
  return effect;
}
