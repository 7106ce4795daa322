/**
 * The other module system's copy of `spanlink/nestjs`: ES modules below Nest 11 in CommonJS, and CommonJS below Nest
 * 12, which is ES modules.
 */
import { createRequire } from 'node:module';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ClientProxyFactory, MessagePattern, type MicroserviceOptions, Transport } from '@nestjs/microservices';
import { lastValueFrom } from 'rxjs';
import { inSpan, LinkFrom } from 'spanlink';
import * as own from 'spanlink/nestjs';
import { run } from './run.js';

@Controller()
class Handlers {
  // of this copy; the module is the other's
  @LinkFrom(own.messageContext)
  @MessagePattern('whole')
  whole(order: object): object {
    return order;
  }
}

run(async ({ port }) => {
  const other =
    typeof require === 'function'
      ? await import('spanlink/nestjs')
      : (createRequire(process.argv[1] as string)('spanlink/nestjs') as typeof own);
  @Module({ imports: [other.SpanlinkModule.forRoot(), own.SpanlinkModule.forRoot()], controllers: [Handlers] })
  class AppModule {}
  const options: MicroserviceOptions = {
    transport: Transport.TCP,
    options: { host: '127.0.0.1', port: port as number },
  };
  const app = await NestFactory.createMicroservice<MicroserviceOptions>(AppModule, { ...options, logger: ['fatal'] });
  await app.listen();
  const client = ClientProxyFactory.create(options as never);
  const answer = await inSpan('sent', () => lastValueFrom(client.send('whole', { id: 1 })));
  await client.close();
  await app.close();
  return { answer, isOther: other.SpanlinkModule !== own.SpanlinkModule };
});
