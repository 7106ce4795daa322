import { recordSpans } from 'spanlink/testing';
import { LinkFrom, Span, SpanGuard } from 'spanlink';

interface Message {
  readonly headers: Record<string, string>;
}

class Orders {
  @Span()
  place(): Message {
    return { headers: SpanGuard.current().carrier() };
  }

  @LinkFrom(0, { relation: 'batch_item' })
  @Span()
  async ship(batch: readonly Message[]): Promise<number> {
    return batch.length;
  }
}

async function main(): Promise<void> {
  const recorder = recordSpans();
  const orders = new Orders();
  await orders.ship([orders.place(), orders.place()]);
  const { name, links } = recorder.span('Orders.ship');
  console.log(name, links.map(({ attributes }) => attributes?.['spanlink.relation']).join(' '));
}

void main();
