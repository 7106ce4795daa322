/** RabbitMQ and Redis for the sample alone: installed if they are missing and it may, and started on free ports. */
import { startRabbitMq } from '../../../test/servers/rabbitmq.js';
import { startRedis } from '../../../test/servers/redis.js';
import { installServers, missingServers } from '../../../tools/servers.cjs';

const WANTED = ['rabbitmq-server', 'redis-server'];

export interface Servers {
  /** The environment in which the services find them. */
  readonly environment: Readonly<Record<'RABBITMQ_URL' | 'REDIS_URL', string>>;
  stop(): Promise<void>;
}

/** Throws, with instructions, if a server is missing and cannot be installed. */
export async function startServers(): Promise<Servers> {
  installServers(WANTED);
  const missing = missingServers(WANTED);
  if (missing.length > 0)
    throw new Error(`not installed: ${missing.join(', ')}. On Debian and Ubuntu: apt-get install ${missing.join(' ')}`);
  const started = await Promise.allSettled([startRabbitMq(), startRedis()]);
  const stop = async (): Promise<void> => {
    await Promise.all(started.map((one) => (one.status === 'fulfilled' ? one.value.stop() : undefined)));
  };
  const [rabbitMq, redis] = started;
  if (rabbitMq.status === 'fulfilled' && redis.status === 'fulfilled') {
    const environment = {
      RABBITMQ_URL: `amqp://127.0.0.1:${rabbitMq.value.port}`,
      REDIS_URL: `redis://127.0.0.1:${redis.value.port}`,
    };
    return { environment, stop };
  }
  await stop();
  throw new Error('a server did not start', { cause: started.find((one) => one.status === 'rejected')?.reason });
}
