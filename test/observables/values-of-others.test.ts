/** What is no Observable of RxJS, though it resembles one, is handed back as it is, and nothing is reported. */
import { Observable, Subject } from 'rxjs';
import { LinkFrom, Span } from 'spanlink';
import { followObservables } from 'spanlink/rxjs';
import { recordSpans } from 'spanlink/testing';
import { recordReports } from '../fixtures/reports';
import { type Message, messages } from '../fixtures/spans';
import { declareObservables } from './declare-return-types';

const recorder = recordSpans();
const reports = recordReports();
followObservables();
beforeEach(() => {
  recorder.reset();
  reports.length = 0;
});
afterAll(() => recorder.stop());

const operator = { call: () => undefined };
const bare = Object.assign(Object.create(null) as object, { operator });

class Some {
  operator = operator;
  lift(): Some {
    return new Some();
  }
  pipe(): void {}
  subscribe(): void {}
}

test.each<[string, unknown]>([
  ['null', null],
  ['undefined', undefined],
  ['a text', 'text'],
  ['an object without a prototype', Object.create(null)],
  ['one that has an operator', bare],
  ['what inherits from that', Object.assign(Object.create(bare) as object, { operator })],
  ['an object that has some members of an Observable', new Some()],
  ['what inherits from that, too', Object.assign(Object.create(new Some()) as object, { operator })],
])('%s is what the caller gets', (_name, value) => {
  class Shop {
    @Span() known(): Observable<number> {
      return value as never;
    }
    @Span() unknown(): unknown {
      return value;
    }
  }
  declareObservables(Shop, 'known');
  const shop = new Shop();
  expect(shop.known()).toBe(value);
  expect(shop.unknown()).toBe(value);
  expect(recorder.spans.map(({ name }) => name)).toEqual(['Shop.known', 'Shop.unknown']);
  expect(reports).toEqual([]);
});

test('a method that returns Subjects has its links from before its body, in each call', () => {
  class Shop {
    @LinkFrom(0) open(batch: Message[]): object {
      batch.length = 0;
      return new Subject();
    }
  }
  new Shop().open(messages(2));
  new Shop().open(messages(2));
  expect(recorder.spans.map(({ links }) => links.length)).toEqual([2, 2]);
});

test('of two subscriptions at one time each has a span, also where the method had one before', () => {
  const source = new Subject<number>();
  class Shop {
    @Span() orders(): Observable<number> {
      return new Observable((subscriber) => source.subscribe(subscriber));
    }
  }
  const orders = new Shop().orders();
  const one = orders.subscribe();
  const other = orders.subscribe();
  expect(recorder.unfinished).toHaveLength(2);
  other.unsubscribe();
  one.unsubscribe();
  expect(recorder.spans.map(({ name }) => name)).toEqual(['Shop.orders', 'Shop.orders']);
});
