/** The number in stock of each item. */
import { Injectable } from '@nestjs/common';
import { Redis } from 'ioredis';
import { Traced } from 'spanlink';

const TAKEN = 'shop:taken';

@Injectable()
@Traced()
export class Stock {
  constructor(private readonly redis: Redis) {}

  async take(item: string): Promise<void> {
    await this.redis.hincrby(TAKEN, item, 1);
  }

  async putBack(item: string): Promise<void> {
    await this.redis.hincrby(TAKEN, item, -1);
  }
}
