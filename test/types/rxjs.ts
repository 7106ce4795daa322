/** Methods that return Observables keep their types, and the operator those of its source. */
import { SpanKind } from '@opentelemetry/api';
import { map, type MonoTypeOperatorFunction, type Observable, of } from 'rxjs';
import { LinkFrom, linksFrom, Span, traced } from 'spanlink';
import { followObservables, withSpan, type WithSpanOptions } from 'spanlink/rxjs';
import type { Message } from '../fixtures/spans';

export const start: () => void = followObservables;

const options: WithSpanOptions = { kind: SpanKind.CONSUMER, isError: (error) => error !== 'not found' };

export const numbers: Observable<number> = of(1).pipe(
  withSpan('import'),
  map((n) => n + 1),
  withSpan('import', options),
);
export const texts: Observable<string> = of(1).pipe(
  map(String),
  withSpan('import', { links: () => linksFrom(null), attributes: { rows: 1 }, root: true }),
);
export const operator: MonoTypeOperatorFunction<Message> = withSpan<Message>('import');
export const find: (id: number) => Observable<number> = traced((id: number) => of(id));

export class Orders {
  @Span({ attributes: (order: Message, id: number) => ({ id, ...order.headers }) })
  @LinkFrom((order: Message) => order)
  placed(_order: Message, _id: number): Observable<number> {
    return of(1);
  }
}

// @ts-expect-error -- a name is needed, as there is no method to take it from
export const nameless = withSpan();

// @ts-expect-error -- a stream has no one value that attributes could be read from
export const result = withSpan('import', { result: () => ({}) });

// @ts-expect-error -- the values stay what they are
export const wrong: Observable<string> = of(1).pipe(withSpan('import'));

// @ts-expect-error -- there are no arguments
export const argument = withSpan('import', { attributes: (order: Message) => ({ ...order.headers }) });
