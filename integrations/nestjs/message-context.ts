/** The transport context of the message being handled, for its handler and everything that the handler calls. */
import { type Context, context, createContextKey } from '@opentelemetry/api';
import { registered } from '../../lib/global/registry.js';
import type { LinkSource } from '../../lib/sources/link-source.js';
import { warnOnce } from './logger.js';

const KEY = createContextKey('spanlink.nestjs.message');
/** True in every copy of the package once `SpanlinkModule` is initialized in one. */
const state = /* @__PURE__ */ registered('nestjs', () => ({ isInitialized: false }));

/**
 * Returns the transport context of the message being handled, which `@Ctx()` injects: in the handler, in guards, pipes
 * and interceptors, and in everything that they call. Use it as a selector for `@LinkFrom`, as `links`, or in the body
 * of a method. Needs `SpanlinkModule.forRoot()`.
 *
 * @returns `undefined` if no message is being handled.
 *
 * @example
 * ```ts
 * import { EventPattern, Payload } from '@nestjs/microservices';
 *
 * class PaymentController {
 *   @LinkFrom(messageContext, { relation: 'triggered' })
 *   @EventPattern('order.placed')
 *   async charge(@Payload() order: Order) {}
 * }
 * ```
 */
export function messageContext(): LinkSource {
  const transport = context.active().getValue(KEY) as LinkSource;
  if (transport === undefined && !state().isInitialized) {
    warnOnce(
      'messageContext knows of no messages, as SpanlinkModule is not imported. ' +
        'Add SpanlinkModule.forRoot() to the imports of the root module.',
    );
  }
  return transport;
}

/** Records that `SpanlinkModule` is initialized. */
export function markInitialized(): void {
  state().isInitialized = true;
}

/** Returns the context in which the message of that transport context is handled. */
export function withMessage(active: Context, transport: object): Context {
  return active.setValue(KEY, transport);
}
