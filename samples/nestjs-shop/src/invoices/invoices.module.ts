/** Invoices by cron. */
import { Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { OrderStoreModule } from '../orders/order-store.module.js';
import { InvoicesService } from './invoices.service.js';

@Module({ imports: [ScheduleModule.forRoot(), OrderStoreModule], providers: [InvoicesService] })
export class InvoicesModule {}
