/** The place where support for a further kind of result (Observables) joins every call. */
import { registered } from '../global/registry.js';
import type { Call, Interceptor } from '../spans/span-plan.js';
import type { StartedSpan } from '../spans/started-span.js';

/** Hooks that hold for all copies of this package, from when one of them installs them. */
export interface CallHooks {
  /** Intercepts the calls of traced methods that have no interceptor of their own. */
  interceptor?: Interceptor;
  /** Follows an object that a method returned. @returns the object to hand back; `undefined` for any other kind. */
  follow?(call: Call, span: StartedSpan | undefined, value: object): unknown;
}

/** The hooks that are installed. */
export const callHooks = /* @__PURE__ */ registered('call-hooks', (): CallHooks => ({}));
