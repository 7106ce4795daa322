/** Sets a property by a name of the input. */
import type { FuzzTarget } from '../fuzz-target';

export const target: FuzzTarget = {
  seeds: ['a.b'],
  words: ['__proto__'],
  run: (input) => {
    const [name = '', inner = ''] = input.toString('latin1').split('.');
    const fields: Record<string, Record<string, string> | undefined> = { a: {} };
    const owner = fields[name];
    if (owner !== undefined && !Object.hasOwn(owner, inner))
      Object.defineProperty(owner, inner, { value: '', configurable: true });
    return undefined;
  },
};
