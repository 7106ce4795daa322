/**
 * Spans for providers and controllers without a decorator on each method, beside everything that Nest reads from the
 * methods.
 */
import {
  type CanActivate,
  Controller,
  type DynamicModule,
  type ExecutionContext,
  Get,
  Header,
  HttpCode,
  Inject,
  Injectable,
  type OnModuleInit,
  Param,
  ParseIntPipe,
  SetMetadata,
  UseGuards,
} from '@nestjs/common';
import { DiscoveryModule, DiscoveryService, NestFactory, Reflector } from '@nestjs/core';
import { EventEmitter2, EventEmitterModule, OnEvent } from '@nestjs/event-emitter';
import { ExpressAdapter } from '@nestjs/platform-express';
import { ApiOperation, DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { LinkFrom, Span, SpanGuard } from 'spanlink';
import { type ProviderOptions, SpanlinkModule } from 'spanlink/nestjs';
import { listen } from './http-platform.js';
import { serve } from './serve.js';

@Injectable()
class Roles implements CanActivate {
  private readonly reflector: Reflector;

  constructor(@Inject(Reflector) reflector: Reflector) {
    this.reflector = reflector;
  }

  canActivate(context: ExecutionContext): boolean {
    return this.reflector.get<string>('role', context.getHandler()) === 'clerk';
  }
}

class Stored {
  inherited(): string {
    return 'inherited';
  }
}

@Injectable()
class Orders extends Stored implements OnModuleInit {
  readonly started: string[] = [];

  onModuleInit(): void {
    this.started.push('init');
  }

  get size(): number {
    return this.started.length;
  }

  async find(id: number): Promise<unknown> {
    return { id, size: this.size, inherited: this.inherited(), name: this.#name() };
  }

  @Span('orders.named', { attributes: { by: 'hand' } })
  named(): string {
    return SpanGuard.current().state;
  }

  @LinkFrom(() => undefined)
  linked(): void {}

  @OnEvent('order.placed')
  placed(): void {}

  static make(): string {
    return 'made';
  }

  #name(): string {
    return 'private';
  }
}

@Injectable()
class Health {
  check(): string {
    return 'ok';
  }
}

@Controller('orders')
class OrdersController {
  private readonly orders: Orders;
  private readonly health: Health;
  private readonly events: EventEmitter2;

  constructor(
    @Inject(Orders) orders: Orders,
    @Inject(Health) health: Health,
    @Inject(EventEmitter2) events: EventEmitter2,
  ) {
    this.orders = orders;
    this.health = health;
    this.events = events;
  }

  @Get(':id')
  @HttpCode(203)
  @Header('x-own', 'kept')
  @SetMetadata('role', 'clerk')
  @UseGuards(Roles)
  @ApiOperation({ summary: 'One order' })
  async one(@Param('id', ParseIntPipe) id: number): Promise<unknown> {
    this.orders.linked();
    this.events.emit('order.placed');
    return {
      order: await this.orders.find(id),
      named: this.orders.named(),
      health: this.health.check(),
      made: Orders.make(),
    };
  }

  @Get('closed/:id')
  @UseGuards(Roles)
  closed(): string {
    return 'never';
  }
}

const FEW: ProviderOptions = {
  include: [Orders, 'OrdersController.one', /^Heal/, DiscoveryService, /^Event/],
  exclude: ['Orders.placed', /find$/],
};

// each in a process of its own, as spans stay where they were put
serve(async ({ providers }) => {
  class AppModule {}
  const module: DynamicModule = {
    module: AppModule,
    imports: [
      SpanlinkModule.forRoot({ providers: providers === 'few' ? FEW : (providers as boolean) }),
      DiscoveryModule,
      EventEmitterModule.forRoot(),
    ],
    controllers: [OrdersController],
    providers: [Orders, Roles, Health, { provide: 'made', useFactory: () => ({ size: () => 1 }) }],
  };
  const app = await NestFactory.create(module as never, new ExpressAdapter(), {
    logger: ['fatal', 'error'],
    abortOnError: false,
  });
  const { paths } = SwaggerModule.createDocument(app, new DocumentBuilder().build());
  return {
    url: await listen(app),
    acts: { paths: () => paths, discovered: () => app.get(DiscoveryService).getControllers().length },
    close: () => app.close(),
  };
});
