/** Topics by a regular expression, which Nest 12 knows for Kafka. */
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventPattern, Payload } from '@nestjs/microservices';
import { inSpan, LinkFrom } from 'spanlink';
import { messageContext, SpanlinkModule } from 'spanlink/nestjs';
import { type Order, handled, handledAfter } from './transport-handlers.js';
import { HandedClient, HandedServer } from './transport-kafka.js';
import { run } from './run.js';

@Controller()
class Handlers {
  @EventPattern(/^order\..+/)
  @LinkFrom(messageContext, { relation: 'triggered' })
  any(@Payload() order: Order): void {
    handled.emit(order.id, order);
  }
}

@Module({ imports: [SpanlinkModule.forRoot()], controllers: [Handlers] })
class AppModule {}

run(async () => {
  const app = await NestFactory.createMicroservice(AppModule, {
    strategy: new HandedServer({}),
    logger: ['fatal'] as 'fatal'[],
  });
  await app.listen();
  const client = new HandedClient();
  const placed = await handledAfter('7', () => inSpan('emit', () => void client.emit('order.placed', { id: '7' })));
  await app.close();
  return { placed };
});
