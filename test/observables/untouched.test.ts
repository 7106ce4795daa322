/** Values that are returned as they are, and the properties that a followed Observable keeps. */
import {
  AsyncSubject,
  BehaviorSubject,
  config,
  connectable,
  connect,
  type ConnectableObservable,
  isObservable,
  map,
  Observable,
  type Observer,
  of,
  type Operator,
  publish,
  ReplaySubject,
  Subject,
  type Subscription,
} from 'rxjs';
import { Span } from 'spanlink';
import { followObservables } from 'spanlink/rxjs';
import { recordSpans } from 'spanlink/testing';
import { recordReports } from '../fixtures/reports';
import { declareObservables } from './declare-return-types';

const recorder = recordSpans();
const reports = recordReports();
followObservables();
beforeEach(() => recorder.reset());
afterEach(() => expect(reports).toEqual([]));
afterAll(() => recorder.stop());

class Store {
  @Span()
  known<Value>(value: Value): Value {
    return value;
  }

  @Span()
  fresh<Value>(value: Value): Value {
    return value;
  }
}
declareObservables(Store, 'known');

class Typed<Value> extends Observable<Value> {
  extra = 'mine';
  override lift<Result>(operator?: never): Observable<Result> {
    const typed = new Typed<Result>();
    Object.assign(typed, { source: this, operator });
    return typed;
  }
}

class Queue<Value> extends Subject<Value> {
  size(): number {
    return this.observers.length;
  }
}

class Channel<Value> extends Subject<Value> {
  override lift<Result>(operator: Operator<Value, Result>): Observable<Result> {
    return Object.assign(new Channel<Result>(), { source: this, operator });
  }
  override subscribe(observer?: Partial<Observer<Value>> | ((value: Value) => void) | null): Subscription {
    return super.subscribe(observer as Observer<Value>);
  }
}

class Everything<Value> extends Observable<Value> {}
for (const name of ['lift', 'pipe', 'subscribe', 'forEach', '_trySubscribe', '_subscribe']) {
  Object.defineProperty(Everything.prototype, name, {
    value: (Observable.prototype as unknown as Record<string, unknown>)[name],
  });
}

const proxy = (value: object): object =>
  new Proxy(value, {
    get: () => {
      throw new Error('touched');
    },
    getPrototypeOf: () => {
      throw new Error('touched');
    },
  });
const throwing = Object.create({
  get lift() {
    throw new Error('touched');
  },
  get subscribe() {
    throw new Error('touched');
  },
}) as object;

test.each<[string, unknown]>([
  ['a Subject', new Subject()],
  ['a BehaviorSubject', new BehaviorSubject(1)],
  ['a ReplaySubject', new ReplaySubject(1)],
  ['an AsyncSubject', new AsyncSubject()],
  ['a ConnectableObservable', publish()(of(1)) as ConnectableObservable<number>],
  ['an Observable of a class of the application', new Typed()],
  ['what pipe makes of one', new Typed().pipe(map(() => 1))],
  ['a Subject of a class of the application', new Queue()],
  ['what pipe makes of one that stays of its class', new Channel<number>().pipe(map((n) => n))],
  ['an Observable of a class that defines everything anew', new Everything()],
  ['a Subject of an observer and a source', (Subject.create as (...args: unknown[]) => unknown)(new Subject(), of(1))],
  ['a subscription', of(1).subscribe()],
  ['something that only looks like one', { lift: () => 1, pipe: () => 1, subscribe: () => 1, forEach: () => 1 }],
  ['the prototype itself', Observable.prototype],
  ['the class', Observable],
  ['a proxy of one', proxy(of(1))],
  ['what throws when it is looked at', throwing],
  ['an object without a prototype', Object.create(null)],
  ['a frozen object', Object.freeze({})],
])('%s is returned untouched, and the span ends at the return', (_name, value) => {
  const store = new Store();
  expect(store.known(value) === value).toBe(true);
  expect(store.fresh(value) === value).toBe(true);
  expect(recorder.spans.map(({ name }) => name)).toEqual(['Store.known', 'Store.fresh']);
  expect(recorder.unfinished).toEqual([]);
});

test.each<[string, Observable<number>]>([
  ['of', of(1)],
  ['pipe', of(1).pipe(map((n) => n))],
  ['pipe of a Subject', new BehaviorSubject(1).pipe(map((n) => n))],
  ['asObservable', new BehaviorSubject(1).asObservable()],
  ['the connect operator', of(1).pipe(connect((shared) => shared))],
  ['a frozen one', Object.freeze(of(1))],
])('the Observable of %s is followed, and stays an Observable', (_name, observable) => {
  const followed = new Store().known(observable);
  expect(followed).toBeInstanceOf(Observable);
  expect(Object.getPrototypeOf(followed)).toBe(Observable.prototype);
  expect(isObservable(followed)).toBe(true);
  const seen: number[] = [];
  followed
    .pipe(map((n) => n + 1))
    .subscribe((value) => seen.push(value))
    .unsubscribe();
  expect(seen).toEqual([2]);
  expect(recorder.spans.map(({ name }) => name)).toEqual(['Store.known']);
});

test('the method’s own Observable gets no properties, and may be returned many times', () => {
  const observable = of(1);
  const before = Reflect.ownKeys(observable);
  const store = new Store();
  store.known(observable).subscribe();
  store.known(observable).subscribe();
  observable.subscribe();
  expect(Reflect.ownKeys(observable)).toEqual(before);
  expect(recorder.named('Store.known')).toHaveLength(2);
});

test('properties of the method’s own Observable are kept', () => {
  const values = new Subject<number>();
  const symbol = Symbol('name');
  const given = Object.assign(connectable(values), { [symbol]: 'values' });
  const followed = new Store().known(given);
  const seen: number[] = [];
  followed.subscribe((value) => seen.push(value));
  followed.connect();
  values.next(1);
  values.complete();
  expect([seen, followed[symbol]]).toEqual([[1], 'values']);
});

test('an Observable’s own subscribe is called', () => {
  const observable = of(1);
  let calls = 0;
  const original = observable.subscribe.bind(observable) as typeof observable.subscribe;
  observable.subscribe = ((...args: never[]) => (calls++, original(...args))) as never;
  new Store().known(observable).subscribe();
  expect([calls, recorder.spans.length]).toEqual([1, 1]);
});

test('errors are synchronous if RxJS is configured so', () => {
  config.useDeprecatedSynchronousErrorHandling = true;
  try {
    const store = new Store();
    expect(() =>
      store
        .known(
          new Observable(() => {
            throw new Error('sync');
          }),
        )
        .subscribe(),
    ).toThrow('sync');
    expect(() =>
      store.known(of(1)).subscribe(() => {
        throw new Error('next');
      }),
    ).toThrow('next');
  } finally {
    config.useDeprecatedSynchronousErrorHandling = false;
  }
  expect(recorder.unfinished).toEqual([]);
});
