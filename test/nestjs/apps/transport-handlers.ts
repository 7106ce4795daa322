/** Message handlers, most of which do not declare the transport context, and the orders that they have handled. */
import { EventEmitter, once } from 'node:events';
import { type CanActivate, Controller, Inject, Injectable, Scope, UseGuards } from '@nestjs/common';
import { Ctx, EventPattern, MessagePattern, Payload, RpcException } from '@nestjs/microservices';
import { type Observable, of } from 'rxjs';
import { LinkFrom, linksFrom, Span, SpanGuard } from 'spanlink';
import { messageContext } from 'spanlink/nestjs';

export interface Order {
  readonly id: string;
}

const events = new EventEmitter();

/** Resolves to the order of the next event of that id, once it has been handled. */
export async function handled(id: string): Promise<unknown> {
  return ((await once(events, id)) as unknown[])[0];
}

/** Tells that an event has been handled. */
export function tellHandled(id: string, order: Order): void {
  events.emit(id, order);
}

@Injectable()
export class Books {
  @LinkFrom(messageContext, { relation: 'origin' })
  async note(order: Order): Promise<void> {
    // the context is still the message's after a wait
    await Promise.resolve();
    SpanGuard.current().setAttribute('links.seen', linksFrom(messageContext()).length);
  }

  @Span()
  plain(): void {}
}

@Injectable()
export class Watch implements CanActivate {
  @LinkFrom(messageContext, { relation: 'guarded' })
  canActivate(): boolean {
    return true;
  }
}

@Controller()
export class Payments {
  private readonly books: Books;

  constructor(@Inject(Books) books: Books) {
    this.books = books;
  }

  @LinkFrom(messageContext, { relation: 'triggered' })
  @MessagePattern('pay')
  async pay(order: Order, span = SpanGuard.current()): Promise<unknown> {
    span.setAttribute('order', order.id);
    await this.books.note(order);
    this.books.plain();
    return { paid: order };
  }

  @MessagePattern('whole')
  @LinkFrom(1, { relation: 'origin' })
  whole(@Payload() order: Order, @Ctx() _context: object): unknown {
    return { whole: order };
  }

  @MessagePattern('declared')
  @Span()
  declared(@Payload() order: Order, @LinkFrom({ relation: 'batch_item' }) @Ctx() _context: object): unknown {
    return { declared: order };
  }

  @Span({ links: messageContext })
  @MessagePattern('fail')
  fail(): never {
    throw new RpcException('no money');
  }

  @MessagePattern('stream')
  @LinkFrom(messageContext, { relation: 'triggered' })
  stream(@Payload() order: Order): Observable<unknown> {
    return of({ part: 1 }, { part: 2, order });
  }

  @UseGuards(Watch)
  @MessagePattern('guarded')
  @Span({ links: messageContext })
  guarded(@Payload() order: Order): unknown {
    return { guarded: order };
  }

  /** Returns the payload and the links of the headers, without any span. */
  @MessagePattern('look')
  look(@Payload() data: unknown): unknown {
    return { data, links: linksFrom(messageContext()).map(({ context }) => context.spanId) };
  }

  @EventPattern('placed')
  @LinkFrom(messageContext, { relation: 'triggered' })
  async placed(@Payload() order: Order): Promise<void> {
    await this.books.note(order);
    tellHandled(order.id, order);
  }
}

/** Handles the same event, in a separate instance for each. */
@Controller({ scope: Scope.REQUEST })
export class Audit {
  @EventPattern('placed')
  @LinkFrom(messageContext, { relation: 'audited' })
  async placed(@Payload() order: Order): Promise<void> {
    tellHandled(`audit ${order.id}`, order);
  }
}
