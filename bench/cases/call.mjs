/**
 * One row in one state of the SDK, in a process of its own: every contender that can do that work, in alternating
 * rounds.
 */
import { context } from '@opentelemetry/api';
import { alternate } from '../measure.mjs';
import { ROWS } from '../benchmarks/index.mjs';
import { recorded, register, requestContext } from '../sdk.mjs';

const { name, state, effort } = JSON.parse(process.argv[2]);
const row = ROWS.find((one) => one.name === name);
register(state);
const { CONTENDERS } = await import('../contenders/index.mjs');

const inputs = new Map(row.sizes.map((size) => [size, row.inputs(size)]));
const entries = Object.entries(CONTENDERS)
  .filter(([, work]) => row.work in work)
  .flatMap(([contender, work]) => {
    const subject = work[row.work]();
    return row.sizes.map((size) => ({
      id: `${contender}@${size}`,
      contender,
      size,
      subject,
      inputs: inputs.get(size),
      isAsync: row.work === 'later',
    }));
  });

await context.with(requestContext(), async () => {
  for (const entry of entries) entry.effect = await effectOf(entry);
  // one contender's sizes run the same code
  const times = await alternate(entries, { ...effort, warmUp: Math.max(100, effort.warmUp / row.sizes.length) });
  process.send(
    entries.map(({ id, contender, size, effect }) => ({ row: name, state, contender, size, effect, time: times[id] })),
  );
});
process.disconnect();

/** What one call records; all must do the same work before their times mean anything. */
async function effectOf({ id, contender, size, subject, inputs: [input] }) {
  const before = { ...recorded };
  const result = await subject.handle(input);
  const effect = { spans: recorded.spans - before.spans, links: recorded.links - before.links };
  const isWhole = contender === 'spanlink' || size <= 128;
  if (typeof result !== 'number') throw new Error(`${id} gave ${result}`);
  if (state === 'recorded' && isWhole && effect.links !== row.links(size))
    throw new Error(`${id} recorded ${effect.links} links`);
  return effect;
}
