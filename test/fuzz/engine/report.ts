/** Tells what fuzzing a target gave. */
import type { Fuzzed } from './fuzz';
import type { LoadedTarget } from './load-target';

/** Returns one line about a target. */
export function describeFuzzed(
  { name, coverage, blocks }: LoadedTarget,
  { cases, seconds, kept, failure }: Fuzzed,
  mark = failure === undefined ? '✓' : '✗',
): string {
  const { total } = coverage;
  return (
    `${mark} ${name}: ${cases.toLocaleString('en')} inputs in ${seconds.toFixed(0)} s, ` +
    `${total} of ${blocks} blocks reached, ${kept.length} inputs kept`
  );
}

/** Returns the input that failed, as text and as a command that repeats it, and why. */
export function describeFailure({ name }: LoadedTarget, { input, error }: NonNullable<Fuzzed['failure']>): string {
  const why = error instanceof Error ? (error.stack ?? String(error)) : String(error);
  return [
    why.split('\n').slice(0, 12).join('\n'),
    `  with ${JSON.stringify(input.toString('latin1'))}`,
    `  repeat it: npm run fuzz -- ${name} --input=${input.toString('base64url')}`,
  ].join('\n');
}
