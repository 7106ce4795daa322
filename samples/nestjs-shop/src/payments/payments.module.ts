/** The payment service. */
import { Module } from '@nestjs/common';
import { SpanlinkModule } from 'spanlink/nestjs';
import { QueuesModule } from '../common/queues.module.js';
import { SagaModule } from '../saga/saga.module.js';
import { PaymentsController } from './payments.controller.js';

@Module({
  imports: [SpanlinkModule.forRoot(), QueuesModule, SagaModule],
  controllers: [PaymentsController],
})
export class PaymentsModule {}
