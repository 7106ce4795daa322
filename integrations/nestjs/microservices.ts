/** `@nestjs/microservices`, which is loaded where it is installed. */
import type { Class } from './patch-method.js';
import { warn } from './logger.js';

/** Its classes that are met here; in all versions there may be some that are missing. */
export interface Microservices {
  readonly Server?: Class;
  readonly ServerKafka?: Class;
  readonly ServerTCP?: Class;
  readonly ServerRedis?: Class;
  readonly TcpContext?: Class;
  readonly ClientProxy?: Class;
  readonly ClientKafka?: Class;
  readonly ClientMqtt?: Class;
  readonly ClientNats?: Class;
  readonly ClientRMQ?: Class;
  readonly ClientRedis?: Class;
  readonly ClientTCP?: Class;
  readonly MqttRecord?: new (data: unknown, options: unknown) => object;
}

/** The package that this one's peers are installed with; `undefined` where it is not. */
export async function loadMicroservices(): Promise<Microservices | undefined> {
  try {
    return (await import('@nestjs/microservices')) as unknown as Microservices;
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') {
      warn(
        '@nestjs/microservices could not be loaded, so messages carry no links. The application works without.',
        error,
      );
    }
    return undefined;
  }
}
