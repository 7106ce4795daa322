/** The example of docs/nestjs.md: a test of an application with the recorder. */
import { Controller, Inject, Injectable, Post } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { LinkFrom, Span, SpanGuard } from 'spanlink';
import { SpanlinkModule } from 'spanlink/nestjs';
import { serve } from './serve.js';

type Carrier = Record<string, string>;

@Injectable()
class Outbox {
  readonly messages: { headers: Carrier }[] = [];
}

@Controller('orders')
class Orders {
  private readonly outbox: Outbox;

  constructor(@Inject(Outbox) outbox: Outbox) {
    this.outbox = outbox;
  }

  @Span()
  @Post()
  place(span = SpanGuard.current()): void {
    this.outbox.messages.push({ headers: span.carrier() });
  }
}

@Injectable()
class Shipping {
  @LinkFrom(0, { relation: 'triggered' })
  async ship(_message: { headers: Carrier }): Promise<void> {}
}

serve(async (_options, recorder) => {
  let outbox = new Outbox();
  let testing: TestingModule | undefined;
  return {
    acts: {
      /** Makes a testing module, as a test does before it begins. */
      open: async () => {
        recorder.reset();
        outbox = new Outbox();
        testing = await Test.createTestingModule({
          imports: [SpanlinkModule.forRoot({ providers: true })],
          controllers: [Orders],
          providers: [Outbox, Shipping],
        })
          .overrideProvider(Outbox)
          .useValue(outbox)
          .compile();
        await testing.init();
      },
      place: () => testing?.get(Orders).place(),
      ship: () => testing?.get(Shipping).ship(outbox.messages[0] ?? { headers: {} }),
      close: () => testing?.close(),
      recorded: () => {
        const [placed, shipped] = [recorder.span('Orders.place'), recorder.span('Shipping.ship')];
        return {
          spans: recorder.spans.length,
          isLinked: shipped.links[0]?.context.spanId === placed.spanContext().spanId,
        };
      },
    },
    close: () => undefined,
  };
});
