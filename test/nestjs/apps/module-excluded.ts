/** Providers with methods that automatic spans leave out, and some that they cannot see. */
import { setImmediate } from 'node:timers/promises';
import { Controller, Get, Injectable, Module } from '@nestjs/common';
import { Span, Traced } from 'spanlink';
import { SpanlinkModule } from 'spanlink/nestjs';
import { visit } from './module-parts.js';
import { serve } from './serve.js';

/** A wrapper of somebody else, which shows nothing of what it wraps. */
function Cached(): MethodDecorator {
  return (_target, _key, descriptor) => {
    const method = descriptor.value as unknown as (this: unknown, ...args: unknown[]) => unknown;
    descriptor.value = function (this: unknown, ...args: unknown[]) {
      return method.apply(this, args);
    } as never;
  };
}

@Injectable()
@Traced({ exclude: ['health'], attributes: { by: 'class' } })
class Stock {
  count(): number {
    return 1;
  }

  health(): string {
    return 'ok';
  }
}

@Injectable()
class Prices {
  @Cached()
  @Span('price it')
  price(): number {
    return 7;
  }

  total(): number {
    return 8;
  }
}

/** Binds a method as handlers of events often are. */
@Injectable()
class Bound {
  readonly arrow = (): string => 'arrow';

  constructor() {
    this.handle = this.handle.bind(this);
  }

  handle(): string {
    return 'handled';
  }

  free(): string {
    return 'free';
  }
}

@Controller()
class Home {
  constructor(
    private readonly stock: Stock,
    private readonly prices: Prices,
    private readonly bound: Bound,
  ) {}

  @Get()
  home(): string {
    this.stock.count();
    this.stock.health();
    this.prices.price();
    this.prices.total();
    this.bound.handle();
    this.bound.free();
    return this.bound.arrow();
  }
}

@Module({ providers: [Stock, Prices, Bound], exports: [Stock, Prices, Bound] })
class ShopModule {}

class AppModule {}

serve(async () => {
  const spanlink = SpanlinkModule.forRootAsync({
    // the providers exist by then
    useFactory: async () => {
      await setImmediate();
      return { providers: true };
    },
  });
  return {
    acts: { visit: () => visit({ module: AppModule, imports: [ShopModule, spanlink], controllers: [Home] }) },
    close: () => undefined,
  };
});
