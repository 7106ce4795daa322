/** NestJS: reads transport contexts by name; lib's `nestjs.ts` recognises them by their methods. */
import { readNest } from '../../lib/sources/messages/nestjs.js';
import { type FromMessages, messageReader } from './message-reader.js';

/** The context of a microservice handler. */
export interface NestMessage {
  getArgByIndex(index: number): unknown;
}

/** Returns the links of a handler's transport context, which `@Ctx()` injects. */
export const fromNest: FromMessages<NestMessage> = messageReader('fromNest', { read: readNest });
