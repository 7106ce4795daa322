/** The saga and its ledger, which is closed with the application. */
import { Module } from '@nestjs/common';
import { Redis } from 'ioredis';
import { LedgerModule } from 'spanlink/nestjs';
import { RedisLedger } from 'spanlink/workflow';
import { REDIS_URL } from '../common/settings.js';
import { RedisModule } from '../common/redis.module.js';
import { OrderStoreModule } from '../orders/order-store.module.js';
import { Bank } from './bank.js';
import { OrderSaga } from './order-saga.js';
import { ParcelService } from './parcel-service.js';
import { Stock } from './stock.js';

@Module({
  imports: [
    OrderStoreModule,
    RedisModule,
    LedgerModule.forRootAsync({
      imports: [RedisModule],
      inject: [Redis],
      useFactory: (redis: Redis) => new RedisLedger(redis),
    }),
  ],
  providers: [OrderSaga, Stock, Bank, ParcelService],
  exports: [OrderSaga],
})
export class SagaModule {}
