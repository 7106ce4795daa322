/** Topics by a regular expression, which Nest 12 knows for Kafka. */
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventPattern, Payload } from '@nestjs/microservices';
import { inSpan, LinkFrom } from 'spanlink';
import { messageContext, SpanlinkModule } from 'spanlink/nestjs';
import { handled, type Order, tellHandled } from './transport-handlers.js';
import { HandedClient, HandedServer } from './transport-kafka.js';
import { serve } from './serve.js';

@Controller()
class Handlers {
  @EventPattern(/^order\..+/)
  @LinkFrom(messageContext, { relation: 'triggered' })
  any(@Payload() order: Order): void {
    tellHandled(order.id, order);
  }
}

@Module({ imports: [SpanlinkModule.forRoot()], controllers: [Handlers] })
class AppModule {}

serve(async () => {
  const app = await NestFactory.createMicroservice(AppModule, {
    strategy: new HandedServer({}),
    logger: ['fatal'] as 'fatal'[],
  });
  await app.listen();
  const client = new HandedClient();
  return {
    acts: {
      /** Emits an event in a span, and resolves to its handler's order. */
      emit: (pattern: string, order: Order, span: string) => {
        const got = handled(order.id);
        inSpan(span, () => void client.emit(pattern, order));
        return got;
      },
    },
    close: () => app.close(),
  };
});
