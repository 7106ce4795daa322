/** Runs a target with one input, and holds it to what every target promises. */
import { isDeepStrictEqual } from 'node:util';
import type { LoadedTarget } from './load-target';

/** The steps that any input may take. */
const BASE_STEPS = 20_000;
const STEPS_PER_BYTE = 100;

/** Objects that no input may change, with the properties that they have. */
const SHARED = [Object.prototype, Array.prototype, Function.prototype, Map.prototype, String.prototype].map(
  (object) => ({
    object,
    keys: new Set(Reflect.ownKeys(object)),
  }),
);

/** Runs the target once. Throws whatever it throws, and where it takes too many steps or changes what all share. */
export async function tryInput(target: LoadedTarget, input: Buffer): Promise<unknown> {
  const { coverage, stepsPerByte = STEPS_PER_BYTE, largestSize = Infinity } = target;
  const size = (await target.sizeOf?.(input)) ?? input.length;
  if (size > largestSize) return undefined;
  coverage.start(BASE_STEPS + stepsPerByte * size);
  try {
    const returned = target.run(Buffer.from(input));
    const result = returned instanceof Promise ? await (returned as Promise<unknown>) : returned;
    coverage.check();
    checkShared();
    return result;
  } finally {
    coverage.stop();
  }
}

/** Throws where an object has another property than before, and takes that off: the next input is judged by itself. */
function checkShared(): void {
  for (const { object, keys } of SHARED) {
    const all = Reflect.ownKeys(object);
    if (all.length === keys.size) continue;
    for (const key of all) if (!keys.has(key)) Reflect.deleteProperty(object, key);
    throw new Error('changed a prototype that all objects share');
  }
}

/** Runs the target twice. Throws as `tryInput` does, and where the second result is another. */
export async function tryTwice(target: LoadedTarget, input: Buffer): Promise<void> {
  const first = await tryInput(target, input);
  const second = await tryInput(target, input);
  if (!isDeepStrictEqual(first, second)) throw new Error('gave another result the second time');
}
