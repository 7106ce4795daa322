/** The bank, which holds what was paid for each order. */
import { Injectable } from '@nestjs/common';
import { SpanKind } from '@opentelemetry/api';
import { Redis } from 'ioredis';
import { Span } from 'spanlink';
import type { Order } from '../orders/order.js';

const PAID = 'bank:paid';

@Injectable()
export class Bank {
  constructor(private readonly redis: Redis) {}

  @Span({ kind: SpanKind.CLIENT })
  async charge({ id }: Order): Promise<void> {
    await this.redis.sadd(PAID, id);
  }

  @Span({ kind: SpanKind.CLIENT })
  async refund({ id }: Order): Promise<void> {
    await this.redis.srem(PAID, id);
  }
}
