/** Handlers of gRPC, most of which do not declare the metadata of their call. */
import { once } from 'node:events';
import {
  type CallHandler,
  type CanActivate,
  Controller,
  type ExecutionContext,
  Inject,
  Injectable,
  type NestInterceptor,
  Scope,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import {
  Ctx,
  GrpcMethod,
  GrpcStreamCall,
  GrpcStreamMethod,
  MessagePattern,
  Payload,
  RpcException,
} from '@nestjs/microservices';
import type { ServerDuplexStream, ServerReadableStream } from '@grpc/grpc-js';
import { concatMap, from, map, type Observable, of, throwError, toArray } from 'rxjs';
import { LinkFrom, linksFrom, SpanGuard } from 'spanlink';
import { messageContext } from 'spanlink/nestjs';

export interface Order {
  readonly id: string;
}

export interface Receipt {
  readonly paid?: string;
  readonly links?: string[];
}

/** The ids of the spans that the message being handled comes from. */
const origins = (): string[] => linksFrom(messageContext()).map(({ context }) => context.spanId);

@Injectable()
export class Books {
  @LinkFrom(messageContext, { relation: 'origin' })
  async note(order: Order): Promise<Receipt> {
    // the context is still the call's after a wait
    await Promise.resolve();
    return { paid: order.id, links: origins() };
  }
}

@Injectable()
class Watch implements CanActivate {
  @LinkFrom(messageContext, { relation: 'guarded' })
  canActivate(): boolean {
    return true;
  }
}

@Injectable()
class Timed implements NestInterceptor {
  @LinkFrom(messageContext, { relation: 'timed' })
  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(map((receipt: Receipt) => ({ ...receipt, links: origins() })));
  }
}

@Controller()
export class Payments {
  private readonly books: Books;

  constructor(@Inject(Books) books: Books) {
    this.books = books;
  }

  @GrpcMethod('Payments', 'Pay')
  @LinkFrom(messageContext, { relation: 'triggered' })
  async pay(order: Order): Promise<Receipt> {
    SpanGuard.current().setAttribute('order', order.id);
    return this.books.note(order);
  }

  @LinkFrom(messageContext, { relation: 'triggered' })
  @GrpcMethod('Payments', 'Fail')
  fail(): never {
    throw new RpcException({ code: 5, message: 'no such order' });
  }

  @LinkFrom(messageContext, { relation: 'triggered' })
  @GrpcMethod('Payments', 'FailLater')
  failLater(): Observable<Receipt> {
    return throwError(() => new RpcException({ code: 9, message: 'too late' }));
  }

  @UseGuards(Watch)
  @UseInterceptors(Timed)
  @GrpcMethod('Payments', 'Guarded')
  guarded(order: Order): Receipt {
    return { paid: order.id };
  }

  @GrpcMethod('Payments', 'Declared')
  @LinkFrom(1, { relation: 'by index' })
  declared(@Payload() order: Order, @LinkFrom({ relation: 'declared' }) @Ctx() _metadata: object): Receipt {
    return { paid: order.id };
  }

  /** Answers with the links of the metadata, without any span. */
  @GrpcMethod('Payments', 'Look')
  look(order: Order): Receipt {
    return { paid: order.id, links: origins() };
  }

  @LinkFrom(messageContext, { relation: 'triggered' })
  @GrpcMethod('Payments', 'Watch')
  watch(order: Order): Observable<Receipt> {
    return of(1, 2).pipe(map((part) => ({ paid: `${order.id} ${part}`, links: origins() })));
  }

  /** Works on each message as it comes, which is when the call emits it. */
  @GrpcStreamMethod('Payments', 'Collect')
  @LinkFrom(messageContext, { relation: 'triggered' })
  collect(orders: Observable<Order>): Observable<Receipt> {
    return orders.pipe(
      concatMap((order) => from(this.books.note(order))),
      toArray(),
      map((notes) => ({
        paid: notes.map(({ paid }) => paid).join(),
        links: notes.flatMap(({ links }) => links ?? []),
      })),
    );
  }

  @LinkFrom(messageContext, { relation: 'triggered' })
  @GrpcStreamMethod('Payments', 'Chat')
  async chat(orders: Observable<Order>): Promise<Observable<Receipt>> {
    await Promise.resolve();
    return orders.pipe(map((order) => ({ paid: order.id, links: origins() })));
  }

  @GrpcStreamMethod('Payments', 'Break')
  @LinkFrom(messageContext, { relation: 'triggered' })
  break(orders: Observable<Order>): Observable<Receipt> {
    return orders.pipe(
      map((): never => {
        throw new RpcException({ code: 3, message: 'not this order' });
      }),
    );
  }

  @GrpcStreamCall('Payments', 'Pass')
  @LinkFrom(messageContext, { relation: 'triggered' })
  async pass(
    call: ServerReadableStream<Order, Receipt>,
    callback: (error: null, receipt: Receipt) => void,
  ): Promise<void> {
    const paid: string[] = [];
    for await (const order of call as AsyncIterable<Order>) paid.push(order.id);
    callback(null, { paid: paid.join(), links: origins() });
  }

  @LinkFrom(messageContext, { relation: 'triggered' })
  @GrpcStreamCall('Payments', 'PassBoth')
  async passBoth(call: ServerDuplexStream<Order, Receipt>): Promise<void> {
    const links = origins();
    call.on('data', (order: Order) => call.write({ paid: order.id, links }));
    await once(call, 'end');
    call.end();
  }

  /** A handler of another transport in the same application, which no call reaches. */
  @MessagePattern('never')
  never(): void {}
}

/** Handles each call in an instance of its own. */
@Controller({ scope: Scope.REQUEST })
class Audit {
  @GrpcMethod('Payments', 'Scoped')
  @LinkFrom(messageContext, { relation: 'audited' })
  async scoped(order: Order): Promise<Receipt> {
    return { paid: order.id, links: origins() };
  }
}

/** What a handler of gRPC needs around it. */
export const HANDLERS = { controllers: [Payments, Audit], providers: [Books, Watch, Timed] };
