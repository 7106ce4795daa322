/**
 * With `emitDecoratorMetadata`, TypeScript declares the methods that return Observables, so that their first call is
 * like the others.
 */
import 'reflect-metadata';
import { BehaviorSubject, Observable, of } from 'rxjs';
import { LinkFrom, Span, Traced } from 'spanlink';
import { followObservables } from 'spanlink/rxjs';
import { recordSpans } from 'spanlink/testing';
import { type Message, message } from '../../fixtures/spans';

const recorder = recordSpans();
followObservables();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

const note: MethodDecorator = () => undefined;

class Orders {
  @Span()
  all(): Observable<number> {
    return of(1);
  }

  static created = 0;

  @Span()
  static every(): Observable<number> {
    return of(1);
  }

  @LinkFrom(0)
  placed(_order: Message): Observable<number> {
    return of(1);
  }

  @Span()
  subject(): BehaviorSubject<number> {
    return new BehaviorSubject(1);
  }
}

class Own extends Orders {
  override all(): Observable<number> {
    return super.all();
  }
}

@Traced()
class Auto {
  @note
  all(): Observable<number> {
    return of(1);
  }
}

test('the compiler of these tests writes the return type', () => {
  expect(Reflect.getMetadata('design:returntype', Orders.prototype, 'all')).toBe(Observable);
});

test.each<[string, () => Observable<number>]>([
  ['Orders.all', () => new Orders().all()],
  ['Own.all', () => new Own().all()],
  ['Orders.every', () => Orders.every()],
  ['Orders.placed', () => new Orders().placed(message(0))],
  ['Auto.all', () => new Auto().all()],
])('%s has no span before the first subscription', (name, call) => {
  const observable = call();
  expect([...recorder.spans, ...recorder.unfinished]).toEqual([]);
  observable.subscribe();
  expect(recorder.spans.map((span) => span.name)).toEqual([name]);
});

test('a method that returns a Subject has its span at the call', () => {
  new Orders().subject();
  expect(recorder.span('Orders.subject').name).toBe('Orders.subject');
});
