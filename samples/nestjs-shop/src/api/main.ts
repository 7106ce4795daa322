/** A process: the HTTP API, and cron. */
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { SchedulerRegistry } from '@nestjs/schedule';
import { serve } from '../common/serve.js';
import { HTTP_PORT } from '../common/settings.js';
import { startTelemetry } from '../common/telemetry.js';
import { INVOICES } from '../invoices/invoices.service.js';
import { ApiModule } from './api.module.js';

const telemetry = startTelemetry('shop-api');
const app = await NestFactory.create(ApiModule, { logger: ['warn', 'error'] });
await app.listen(HTTP_PORT, '127.0.0.1');
// the sample decides when midnight comes
process.on('message', (message) => {
  if (message === 'midnight') void app.get(SchedulerRegistry).getCronJob(INVOICES).fireOnTick();
});
await serve(app, telemetry, { url: await app.getUrl() });
