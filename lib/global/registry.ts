/** The state that all copies of this package in a process share (ESM beside CommonJS, two versions). */
import type { Interceptor, Call, LinkSelection } from '../spans/span-plan.js';
import type { Configuration } from './configure.js';

/** One object on `globalThis`, so that configuration and declarations made by one copy hold for the other. */
export interface Shared {
  /** What `configure` was given. */
  configuration: Configuration;
  /** Guards that were made and not yet adopted; arguments are searched for guards only while there are any. */
  pendingGuards: number;
  /** The sites that have reported a failure. */
  reported: Set<string>;
  /** `@LinkFrom` on parameters, by the class or prototype and the method's key. */
  parameters: WeakMap<object, Map<PropertyKey, LinkSelection[]>>;
  /** What each call of a traced method goes through that has no way of its own, from when Observables are followed. */
  around?: Interceptor;
  /** What is handed back of a value that is followed, too, from then on; `undefined` for what is not. */
  follow?: (call: Call, value: object) => unknown;
}

const KEY = Symbol.for('spanlink.shared');
let state: Shared | undefined;

/** The shared state, made by whoever asks first. */
export function shared(): Shared {
  return (state ??= (globalThis as { [KEY]?: Shared })[KEY] ??=
    {
      configuration: {},
      pendingGuards: 0,
      reported: new Set(),
      parameters: new WeakMap(),
    });
}
