/** A project with NestJS. */
import { Controller, Module } from '@nestjs/common';
import { LinkFrom } from 'spanlink';
import { LedgerModule, messageContext, SpanlinkModule } from 'spanlink/nestjs';
import { MemoryLedger } from 'spanlink/workflow';

@Module({ imports: [SpanlinkModule.forRoot(), LedgerModule.forRoot(new MemoryLedger())] })
export class AppModule {}

@Controller()
export class Payments {
  @LinkFrom(messageContext)
  charge(_amount: number): void {}
}
