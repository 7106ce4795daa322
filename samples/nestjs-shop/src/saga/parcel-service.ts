/** The parcel service, on its bad days. */
import { Injectable } from '@nestjs/common';
import { SpanKind } from '@opentelemetry/api';
import { Redis } from 'ioredis';
import { Span } from 'spanlink';
import type { Order } from '../orders/order.js';

const TRIED = 'parcels:tried';

@Injectable()
export class ParcelService {
  constructor(private readonly redis: Redis) {}

  /** Misses the first ferry to an island, and never finds the way to nowhere. */
  @Span({ kind: SpanKind.CLIENT })
  async send({ id, address }: Order): Promise<void> {
    const tried = await this.redis.hincrby(TRIED, id, 1);
    if (address === 'nowhere') throw new Error('no such address');
    if (address === 'island' && tried === 1) throw new Error('the ferry has left');
  }
}
