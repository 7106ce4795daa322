/** Loads `@nestjs/microservices` if it is installed. */
import { warn } from './logger.js';
import type { Class } from './patch-method.js';

/** The classes of `@nestjs/microservices` that we patch; any of them may be missing in some version. */
export interface Microservices {
  readonly Server?: Class;
  readonly ServerKafka?: Class;
  readonly ServerGrpc?: Class;
  readonly ServerTCP?: Class;
  readonly ServerRedis?: Class;
  readonly TcpContext?: Class;
  readonly ClientProxy?: Class;
  readonly ClientKafka?: Class;
  readonly ClientGrpcProxy?: Class;
  readonly ClientMqtt?: Class;
  readonly ClientNats?: Class;
  readonly ClientRMQ?: Class;
  readonly ClientRedis?: Class;
  readonly ClientTCP?: Class;
  readonly MqttRecord?: new (data: unknown, options: unknown) => object;
}

/** Returns the `@nestjs/microservices` beside our other peers; `undefined` if it is not installed. Never rejects. */
export async function loadMicroservices(): Promise<Microservices | undefined> {
  try {
    return (await import('@nestjs/microservices')) as unknown as Microservices;
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') {
      warn(
        '@nestjs/microservices could not be loaded, so messages carry no links. The application works without them.',
        error,
      );
    }
    return undefined;
  }
}
