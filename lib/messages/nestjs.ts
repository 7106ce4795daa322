/** The contexts of NestJS's microservices, which a handler declares with `@Ctx()`: they answer by method. */
import { readCarrier } from '../headers.js';
import { at, type MessageReader } from './reader.js';

export const nestjs: MessageReader = {
  field: 'getArgByIndex',
  get: ({ getArgByIndex }) => getArgByIndex,
  read: (_method, context) => {
    // an execution context has that method too, and holds no message of its own
    if (typeof at(context, 'getArgs') !== 'function' || typeof at(context, 'switchToRpc') === 'function') return undefined;
    const message = answer(context, 'getMessage');
    return readCarrier(
      at(message, 'headers') ??
        at(message, 'properties', 'headers') ??
        answer(context, 'getHeaders') ??
        at(answer(context, 'getPacket'), 'properties', 'userProperties') ??
        answer(context, 'getMetadata'),
    );
  },
};

function answer(context: object, name: string): unknown {
  const method = at(context, name);
  return typeof method === 'function' ? (method.call(context) as unknown) : undefined;
}
