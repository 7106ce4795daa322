/** The orders, as rows in Redis. */
import { Injectable } from '@nestjs/common';
import { Redis } from 'ioredis';
import { Traced } from 'spanlink';
import type { PlaceOrderDto } from './dto/place-order.dto.js';
import type { Order, OrderStatus } from './order.js';

const ORDERS = 'shop:orders';

@Injectable()
@Traced()
export class OrderStore {
  constructor(private readonly redis: Redis) {}

  /** Stores a new order with the carrier of the span that placed it, in columns of the same row. */
  async create({ offer, address }: PlaceOrderDto, carrier: Readonly<Record<string, string>>): Promise<Order> {
    const id = String(await this.redis.incr(`${ORDERS}:last`));
    const order: Order = { id, item: offer.item, address, ...carrier };
    await this.redis.hset(ORDERS, id, JSON.stringify(order));
    await this.setStatus(order, 'placed');
    return order;
  }

  async setStatus({ id }: Order, status: OrderStatus): Promise<void> {
    await this.redis.hset(`${ORDERS}:status`, id, status);
  }

  /** The orders in a state. */
  async withStatus(...wanted: readonly OrderStatus[]): Promise<Order[]> {
    const [rows, statuses] = await Promise.all([this.redis.hgetall(ORDERS), this.redis.hgetall(`${ORDERS}:status`)]);
    const ids = Object.keys(rows).filter((id) => wanted.includes(statuses[id] as OrderStatus));
    return ids.map((id) => JSON.parse(rows[id] ?? '') as Order);
  }
}
