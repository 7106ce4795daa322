/** The client of the payment service. */
import { Module } from '@nestjs/common';
import { ClientsModule, type RmqOptions, Transport } from '@nestjs/microservices';
import { RABBITMQ_URL } from './settings.js';

export const PAYMENTS = 'payments';

/** The queue of the payment service, for its clients and for the service itself. */
export const PAYMENTS_QUEUE: RmqOptions = {
  transport: Transport.RMQ,
  options: { urls: [RABBITMQ_URL], queue: PAYMENTS, queueOptions: { durable: false } },
};

@Module({
  imports: [ClientsModule.register([{ name: PAYMENTS, ...PAYMENTS_QUEUE }])],
  exports: [ClientsModule],
})
export class PaymentsClientModule {}
