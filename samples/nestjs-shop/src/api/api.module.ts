/** The shop's API, with the cron jobs beside it. */
import { Module } from '@nestjs/common';
import { SpanlinkModule } from 'spanlink/nestjs';
import { InvoicesModule } from '../invoices/invoices.module.js';
import { OffersModule } from '../offers/offers.module.js';
import { OrdersModule } from '../orders/orders.module.js';

@Module({ imports: [SpanlinkModule.forRoot(), OffersModule, OrdersModule, InvoicesModule] })
export class ApiModule {}
