/** The transport context of the message that is being handled, in the handler and in all that it calls. */
import { type Context, context, createContextKey } from '@opentelemetry/api';
import { registered } from '../../lib/global/registry.js';
import type { LinkSource } from '../../lib/sources/link-source.js';
import { warnOnce } from './logger.js';

const KEY = createContextKey('spanlink.nestjs.message');
/** Tells every copy of the package that `SpanlinkModule` is imported. */
const state = /* @__PURE__ */ registered('nestjs', () => ({ isInitialized: false }));

/**
 * The transport context of the message that is being handled (what `@Ctx()` gives), in the handler, in guards, pipes
 * and interceptors, and in all that they call; `undefined` elsewhere. A selector for `@LinkFrom`, good for `links` too,
 * and for a body to call. Needs `SpanlinkModule.forRoot()`.
 *
 * @example
 * class PaymentController {
 *   @LinkFrom(messageContext, { relation: 'triggered' })
 *   @EventPattern('order.placed')
 *   async charge(@Payload() order: Order) {}
 * }
 */
export function messageContext(): LinkSource {
  const transport = context.active().getValue(KEY) as LinkSource;
  if (transport === undefined && !state().isInitialized) {
    warnOnce(
      'messageContext knows of no messages, as SpanlinkModule is not imported. Add SpanlinkModule.forRoot() to the imports of the root module.',
    );
  }
  return transport;
}

/** Called when the module is set up. */
export function markInitialized(): void {
  state().isInitialized = true;
}

/** The context in which that message is handled. */
export function withMessage(active: Context, transport: object): Context {
  return active.setValue(KEY, transport);
}
