/** Orders over HTTP. */
import { Module } from '@nestjs/common';
import { PaymentsClientModule } from '../common/payments-client.module.js';
import { SagaModule } from '../saga/saga.module.js';
import { OrderStoreModule } from './order-store.module.js';
import { OrdersController } from './orders.controller.js';
import { OrdersService } from './orders.service.js';

@Module({
  imports: [OrderStoreModule, PaymentsClientModule, SagaModule],
  controllers: [OrdersController],
  providers: [OrdersService],
})
export class OrdersModule {}
