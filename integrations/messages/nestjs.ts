/** NestJS: reads transport contexts by name; lib's `nestjs.ts` recognises them by their methods. */
import type { MetadataLike } from '../../lib/sources/link-source.js';
import { readCall } from '../../lib/sources/messages/grpc.js';
import { readNest } from '../../lib/sources/messages/nestjs.js';
import { type FromMessages, messageReader } from './message-reader.js';

/** The context of a microservice handler; that of gRPC is the metadata of the call. */
export type NestMessage = { getArgByIndex(index: number): unknown } | MetadataLike;

/** Returns the links of a handler's transport context, which `@Ctx()` injects. */
export const fromNest: FromMessages<NestMessage> = messageReader('fromNest', {
  read: (context) => readNest(context) ?? readCall(context),
});
