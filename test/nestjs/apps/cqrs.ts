/** Handlers of commands, queries and events of CQRS, and a saga. */
import { Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  CommandBus,
  CommandHandler,
  CqrsModule,
  EventBus,
  EventsHandler,
  type ICommand,
  type ICommandHandler,
  type IEvent,
  type IEventHandler,
  ofType,
  QueryBus,
  QueryHandler,
  Saga,
} from '@nestjs/cqrs';
import { map, type Observable } from 'rxjs';
import { LinkFrom, Span, SpanGuard, Traced } from 'spanlink';
import { serve } from './serve.js';

const log: string[] = [];
let notified = (): void => {};

class Ship {
  readonly id: number;

  constructor(id: number) {
    this.id = id;
  }
}

class Shipped {
  readonly order: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(order: number) {
    this.order = order;
    this.headers = SpanGuard.current().carrier();
  }
}

class Notify {
  readonly shipped: Shipped;

  constructor(shipped: Shipped) {
    this.shipped = shipped;
  }
}

class WhereIs extends Ship {}

@CommandHandler(Ship)
class ShipHandler implements ICommandHandler<Ship> {
  readonly #bus: EventBus;

  constructor(bus: EventBus) {
    this.#bus = bus;
  }

  @Span()
  async execute({ id }: Ship): Promise<string> {
    this.#bus.publish(new Shipped(id));
    return `shipped ${id}`;
  }
}

@Traced()
@QueryHandler(WhereIs)
class WhereIsHandler {
  async execute({ id }: WhereIs): Promise<string> {
    return `${id} is here`;
  }
}

@EventsHandler(Shipped)
class ShippedHandler implements IEventHandler<Shipped> {
  @LinkFrom(0)
  handle({ order }: Shipped): void {
    log.push(`handled ${order}`);
  }
}

@CommandHandler(Notify)
@Traced()
class NotifyHandler implements ICommandHandler<Notify> {
  @LinkFrom(({ shipped }: Notify) => shipped)
  async execute({ shipped }: Notify): Promise<void> {
    log.push(`notified ${shipped.order}`);
    notified();
  }
}

@Injectable()
class Sagas {
  @Saga()
  @Span()
  shipped(events: Observable<IEvent>): Observable<ICommand> {
    return events.pipe(
      ofType(Shipped),
      map((shipped) => new Notify(shipped)),
    );
  }
}

@Module({
  imports: [CqrsModule.forRoot()],
  providers: [ShipHandler, WhereIsHandler, ShippedHandler, NotifyHandler, Sagas],
})
class AppModule {}

serve(async () => {
  const app = await NestFactory.createApplicationContext(AppModule, { logger: ['fatal'], abortOnError: false });
  const saga = new Promise<void>((resolve) => (notified = resolve));
  return {
    acts: {
      ship: (id: number) => app.get(CommandBus).execute(new Ship(id)),
      whereIs: (id: number) => app.get(QueryBus).execute(new WhereIs(id)),
      /** The log once the saga has run. */
      log: () => saga.then(() => log.sort()),
    },
    close: () => app.close(),
  };
});
