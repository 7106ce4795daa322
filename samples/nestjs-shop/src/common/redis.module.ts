/** One connection to Redis for everything that stores rows there; the queues have their own. */
import { Inject, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Redis } from 'ioredis';
import { REDIS_URL } from './settings.js';

@Injectable()
class RedisConnection implements OnApplicationShutdown {
  constructor(@Inject(Redis) private readonly redis: Redis) {}

  async onApplicationShutdown(): Promise<void> {
    await this.redis.quit();
  }
}

@Module({
  providers: [{ provide: Redis, useFactory: () => new Redis(REDIS_URL) }, RedisConnection],
  exports: [Redis],
})
export class RedisModule {}
