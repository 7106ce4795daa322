/** A process: the payment service, which takes messages from RabbitMQ. */
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { MicroserviceOptions } from '@nestjs/microservices';
import { PAYMENTS_QUEUE } from '../common/payments-client.module.js';
import { serve } from '../common/serve.js';
import { startTelemetry } from '../common/telemetry.js';
import { PaymentsModule } from './payments.module.js';

const telemetry = startTelemetry('shop-payments');
const app = await NestFactory.createMicroservice<MicroserviceOptions>(PaymentsModule, {
  ...PAYMENTS_QUEUE,
  logger: ['warn', 'error'],
});
await app.listen();
await serve(app, telemetry, {});
