/** NestJS: reads transport contexts by name; lib's `nestjs.ts` recognises them by their methods. */
import type { MetadataLike } from '../../lib/sources/link-source.js';
import { readCall } from '../../lib/sources/messages/grpc.js';
import { readNest } from '../../lib/sources/messages/nestjs.js';
import { type FromMessages, messageReader } from './message-reader.js';

/**
 * The context of a microservice handler; that of gRPC is the metadata of the call.
 *
 * @example
 * ```ts
 * const linksOf = (context: NestMessage) => fromNest(context, { relation: 'triggered' });
 * ```
 */
export type NestMessage = { getArgByIndex(index: number): unknown } | MetadataLike;

/**
 * Returns the links of a handler's transport context, which `@Ctx()` injects.
 *
 * @example
 * ```ts
 * import { Ctx, Payload, RmqContext } from '@nestjs/microservices';
 *
 * class Payments {
 *   @LinkFrom((_order: Order, context: RmqContext) => fromNest(context))
 *   async charge(@Payload() order: Order, @Ctx() context: RmqContext) {}
 * }
 * ```
 */
export const fromNest: FromMessages<NestMessage> = messageReader('fromNest', {
  read: (context) => readNest(context) ?? readCall(context),
});
