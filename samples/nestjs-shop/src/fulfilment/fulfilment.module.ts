/** The fulfilment worker. */
import { Module } from '@nestjs/common';
import { SpanlinkModule } from 'spanlink/nestjs';
import { PaymentsClientModule } from '../common/payments-client.module.js';
import { QueuesModule } from '../common/queues.module.js';
import { SagaModule } from '../saga/saga.module.js';
import { DeadLettersProcessor } from './dead-letters.processor.js';
import { FulfilmentProcessor } from './fulfilment.processor.js';

@Module({
  imports: [SpanlinkModule.forRoot(), PaymentsClientModule, QueuesModule, SagaModule],
  providers: [FulfilmentProcessor, DeadLettersProcessor],
})
export class FulfilmentModule {}
