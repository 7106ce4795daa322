/** The active context, and calls in another one, also where no context manager makes contexts active. */
import { type Context, context, ROOT_CONTEXT } from '@opentelemetry/api';
import { registered } from '../global/registry.js';
import { warnOnce } from '../global/report.js';
import { suppressed } from '../global/suppression.js';

/** The key of the API's globals. */
const API: unique symbol = Symbol.for('opentelemetry.js.api.1');

/** The active context as far as we know it without a context manager. */
interface CallStack {
  /** The context of the innermost call that has not returned; what runs after an `await` has none. */
  context: Context | undefined;
  /** The context manager that was found at work. */
  manager: object | undefined;
}

const callStack = /* @__PURE__ */ registered('call-stack', (): CallStack => ({
  context: undefined,
  manager: undefined,
}));

/** Returns the active context; without a context manager, that of the call of ours on the stack. */
export function activeContext(): Context {
  const active = context.active();
  if (active !== ROOT_CONTEXT) return active;
  const stack = callStack();
  // outside of all contexts, where the manager may have been taken away
  if (stack.manager !== undefined && stack.manager !== registeredManager()) stack.manager = undefined;
  return stack.context ?? active;
}

/** Returns the context manager as the API registers it for all of its copies; its absence only costs time. */
function registeredManager(): object | undefined {
  globals ??= (globalThis as { [API]?: ApiGlobals })[API];
  return globals?.context;
}

interface ApiGlobals {
  readonly context?: object;
}

let globals: ApiGlobals | undefined;

/** Returns true where a context manager was found at work. */
export function isManaged(): boolean {
  return callStack().manager !== undefined;
}

/** Returns true where a context manager keeps contexts across an `await`. */
export function hasContextManager(): boolean {
  return isManaged() || context.with(suppressed(ROOT_CONTEXT), () => context.active() !== ROOT_CONTEXT);
}

/** Calls the body in a context, as `context.with` does. */
export function runIn<Argument, Result>(
  next: Context,
  body: (argument: Argument) => Result,
  argument: Argument,
): Result {
  return isManaged()
    ? context.with(next, body, undefined, argument)
    : context.with(next, enter<Argument, Result>, undefined, next, body, argument);
}

function enter<Argument, Result>(next: Context, body: (argument: Argument) => Result, argument: Argument): Result {
  const stack = callStack();
  if (context.active() !== ROOT_CONTEXT) {
    stack.manager = registeredManager();
    return body(argument);
  }
  if (next !== ROOT_CONTEXT) warnOfNoManager();
  const outer = stack.context;
  stack.context = next;
  try {
    return body(argument);
  } finally {
    stack.context = outer;
  }
}

function warnOfNoManager(): void {
  warnOnce(
    'context.with()',
    'makes no span active: expected a context manager, found none. After its first `await` a method has no guard by ' +
      'SpanGuard.current(), and what it calls starts a trace of its own. Register one, as the `register()` of ' +
      'NodeTracerProvider does: context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())',
    undefined,
    'SPANLINK_NO_CONTEXT_MANAGER',
  );
}
