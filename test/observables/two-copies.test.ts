/** Two copies of the package act as one, and so do two of RxJS. */
import type * as rxjsTypes from 'rxjs';
import { lastValueFrom, mergeMap, Observable, of, take, toArray } from 'rxjs';
import { Span, SpanGuard } from 'spanlink';
import { followObservables } from 'spanlink/rxjs';
import type * as spanlinkRxjs from 'spanlink/rxjs';
import { recordSpans } from 'spanlink/testing';
import { anotherCopy } from '../fixtures/copies';
import { cause, message } from '../fixtures/spans';
import { declareObservables } from './declare-return-types';

const copy = anotherCopy();
const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterEach(() => expect(recorder.unfinished).toEqual([]));
afterAll(() => recorder.stop());

function another<Module>(name: string): Module {
  const found: Module[] = [];
  jest.isolateModules(() => void found.push(jest.requireActual(name) as Module));
  return found[0] as Module;
}

const rxjs = another<typeof rxjsTypes>('rxjs');

class Store {
  @Span()
  own<Value>(value: Value, _guard?: SpanGuard): Value {
    return value;
  }

  @copy.Span()
  ofCopy<Value>(value: Value, _guard?: unknown): Value {
    return value;
  }

  @Span()
  endless(): rxjsTypes.Observable<number> {
    return new rxjs.Observable<number>((subscriber) => {
      for (let n = 0; !subscriber.closed; n++) subscriber.next(n);
    });
  }
}
declareObservables(Store, 'ofCopy');

test('followObservables of one copy holds for the other, and takes effect once', () => {
  another<typeof spanlinkRxjs>('spanlink/rxjs').followObservables();
  followObservables();
  const store = new Store();
  for (const observable of [store.own(of(1)), store.ofCopy(of(1))]) {
    expect(recorder.spans).toEqual([]);
    observable.subscribe();
    observable.subscribe();
    expect(recorder.spans).toHaveLength(2);
    recorder.reset();
  }
});

test('a guard of one copy is adopted by the Observable that the other follows', () => {
  const guard = new SpanGuard().link(message(0));
  new Store().ofCopy(of(1), guard).subscribe();
  expect(guard.state).toBe('completed');
  expect(recorder.span('Store.ofCopy')).toLinkTo(cause(0));
});

test('Observables of two copies of RxJS are followed, and taken by operators of the other', async () => {
  expect(rxjs.Observable).not.toBe(Observable);
  const store = new Store();
  const followed = store.own(rxjs.of(1, 2));
  expect(followed).toBeInstanceOf(rxjs.Observable);
  expect(await rxjs.lastValueFrom(followed)).toBe(2);
  const foreign = followed as unknown as Observable<number>;
  expect(
    await lastValueFrom(
      of(0).pipe(
        mergeMap(() => foreign),
        toArray(),
      ),
    ),
  ).toEqual([1, 2]);
  expect(
    await lastValueFrom(
      of(0).pipe(
        mergeMap(() => store.endless() as unknown as Observable<number>),
        take(2),
        toArray(),
      ),
    ),
  ).toEqual([0, 1]);
  expect(recorder.spans.map(({ name }) => name)).toEqual(['Store.own', 'Store.own', 'Store.endless']);
});
