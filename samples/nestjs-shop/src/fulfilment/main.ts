/** A process: the fulfilment worker, which takes jobs from BullMQ. */
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { serve } from '../common/serve.js';
import { startTelemetry } from '../common/telemetry.js';
import { FulfilmentModule } from './fulfilment.module.js';

const telemetry = startTelemetry('shop-fulfilment');
const app = await NestFactory.createApplicationContext(FulfilmentModule, { logger: ['warn', 'error'] });
await serve(app, telemetry, {});
