/** Observables of methods that are called in contexts of another copy of the API, or of another library. */
import { type Context, context, createContextKey, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { type Observable, of } from 'rxjs';
import { Span } from 'spanlink';
import { followObservables } from 'spanlink/rxjs';
import { recordSpans } from 'spanlink/testing';
import { declareObservables } from './declare-return-types';

const recorder = recordSpans();
followObservables();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

const TENANT = createContextKey('tenant');

/** The root context of another copy of the API, as ES modules beside CommonJS have it. */
function anotherRoot(): Context {
  let root: Context | undefined;
  jest.isolateModules(() => {
    root = jest.requireActual<{ ROOT_CONTEXT: Context }>('@opentelemetry/api').ROOT_CONTEXT;
  });
  return root as Context;
}

class Shop {
  @Span()
  list(seen: unknown[]): Observable<number> {
    seen.push(context.active().getValue(TENANT), recorder.unfinished.length);
    return of(1);
  }
}
declareObservables(Shop, 'list');

test('a method called in a context of another copy of the API has its span from the subscription on', () => {
  const root = anotherRoot();
  expect(root.constructor).not.toBe(ROOT_CONTEXT.constructor);
  const seen: unknown[] = [];
  const list = context.with(root.setValue(TENANT, 'acme'), () => new Shop().list(seen));
  expect(seen).toEqual(['acme', 0]);
  expect(recorder.spans).toEqual([]);
  list.subscribe();
  expect(recorder.named('Shop.list')).toHaveLength(1);
});

test('a method called in a context of another library has its span from the call on, which that library sees', () => {
  /** Hides nothing of what it is told, and is no context of the API. */
  class ForeignContext implements Context {
    constructor(readonly values: ReadonlyMap<symbol, unknown> = new Map()) {}
    getValue(key: symbol): unknown {
      return this.values.get(key);
    }
    setValue(key: symbol, value: unknown): Context {
      return new ForeignContext(new Map(this.values).set(key, value));
    }
    deleteValue(key: symbol): Context {
      return this.setValue(key, undefined);
    }
  }
  const seen: unknown[] = [];
  const active = new ForeignContext().setValue(TENANT, 'acme');
  const list = context.with(active, () => new Shop().list(seen));
  expect(seen).toEqual(['acme', 1]);
  list.subscribe();
  expect(recorder.named('Shop.list')).toHaveLength(1);
  expect(trace.getSpan(active)).toBeUndefined();
});
