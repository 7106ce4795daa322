/** The example of docs/nestjs.md: a test of an application with the recorder. */
import { Controller, Inject, Injectable, Post } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { LinkFrom, Span, SpanGuard } from 'spanlink';
import { SpanlinkModule } from 'spanlink/nestjs';
import { run } from './run.js';

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

run(async (_options, recorder) => {
  const results: Record<string, unknown> = {};
  for (const name of ['first', 'second']) {
    recorder.reset();
    const outbox = new Outbox();
    const testing = await Test.createTestingModule({
      imports: [SpanlinkModule.forRoot({ providers: true })],
      controllers: [Orders],
      providers: [Outbox, Shipping],
    })
      .overrideProvider(Outbox)
      .useValue(outbox)
      .compile();
    await testing.init();
    testing.get(Orders).place();
    await testing.get(Shipping).ship(outbox.messages[0] ?? { headers: {} });
    await testing.close();
    const [placed, shipped] = [recorder.span('Orders.place'), recorder.span('Shipping.ship')];
    results[name] = {
      spans: recorder.spans.length,
      isLinked: shipped.links[0]?.context.spanId === placed.spanContext().spanId,
    };
  }
  return results;
});
