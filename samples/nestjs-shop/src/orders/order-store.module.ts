/** The orders, for all modules that need them. */
import { Module } from '@nestjs/common';
import { RedisModule } from '../common/redis.module.js';
import { OrderStore } from './order-store.js';

@Module({ imports: [RedisModule], providers: [OrderStore], exports: [OrderStore] })
export class OrderStoreModule {}
