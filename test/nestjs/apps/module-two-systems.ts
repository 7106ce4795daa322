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
import { serve } from './serve.js';

@Controller()
class Handlers {
  // of this copy; the module is the other's
  @LinkFrom(own.messageContext)
  @MessagePattern('whole')
  whole(order: object): object {
    return order;
  }
}

serve(async ({ port }) => {
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
  return {
    acts: {
      send: (pattern: string, order: object, span: string) =>
        inSpan(span, () => lastValueFrom(client.send(pattern, order))),
      isOther: () => other.SpanlinkModule !== own.SpanlinkModule,
    },
    close: async () => {
      await client.close();
      await app.close();
    },
  };
});
