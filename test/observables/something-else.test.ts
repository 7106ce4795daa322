/** A method that is known to return Observables may return something else. */
import { SpanStatusCode } from '@opentelemetry/api';
import type { Observable } from 'rxjs';
import { configure, LinkFrom, Span, startSpan } from 'spanlink';
import { followObservables } from 'spanlink/rxjs';
import { recordSpans } from 'spanlink/testing';
import { type Message, messages } from '../fixtures/spans';
import { declareObservables } from './declare-return-types';

const recorder = recordSpans();
followObservables();
beforeEach(() => recorder.reset());
afterEach(() => configure({ linkLimit: undefined }));
afterAll(() => recorder.stop());

class Shop {
  @Span({ result: (value) => ({ value: String(value) }) })
  either(what: 'value' | 'promise' | 'throw' | 'array'): Observable<number> | Promise<number> | number | number[] {
    startSpan('child').complete();
    if (what === 'throw') throw new Error('thrown');
    if (what === 'array') return [1];
    return what === 'value' ? 1 : Promise.resolve(2);
  }

  @Span({ result: (value) => ({ value: String(value) }) })
  quietly(what: 'value' | 'throw'): Observable<number> | number {
    if (what === 'throw') throw new Error('thrown');
    return 1;
  }
}
declareObservables(Shop, 'either', 'quietly');
const shop = new Shop();

describe('A method that returns something else instead', () => {
  test('has its span from the call on', async () => {
    expect(shop.either('value')).toBe(1);
    expect(recorder.span('child')).toBeChildOf(recorder.span('Shop.either'));
    expect(recorder.span('Shop.either').attributes).toEqual({ value: '1' });
    recorder.reset();
    expect(await shop.either('promise')).toBe(2);
    expect(recorder.span('Shop.either').attributes).toEqual({ value: '2' });
    expect(shop.either('array')).toEqual([1]);
    recorder.reset();
    expect(shop.quietly('value')).toBe(1);
    expect(recorder.span('Shop.quietly').attributes).toEqual({ value: '1' });
  });

  test('that throws has its span from the call on, too', () => {
    expect(() => shop.either('throw')).toThrow('thrown');
    expect(() => shop.quietly('throw')).toThrow('thrown');
    expect(recorder.span('Shop.either').status).toEqual({ code: SpanStatusCode.ERROR, message: 'thrown' });
    expect(recorder.span('Shop.quietly').status).toEqual({ code: SpanStatusCode.ERROR, message: 'thrown' });
  });

  test('starts its span at the call, and adds links when they are known', () => {
    const at = { call: 0 };
    configure({ linkLimit: 1 });
    class Busy {
      @LinkFrom(0)
      work(_batch: Message[]): Observable<number> | number {
        at.call = Date.now();
        while (Date.now() < at.call + 2);
        return 1;
      }
    }
    declareObservables(Busy, 'work');
    new Busy().work(messages(2));
    const startOf = (name: string): number =>
      recorder.span(name).startTime[0] * 1e3 + recorder.span(name).startTime[1] / 1e6;
    expect(startOf('Busy.work')).toBeLessThanOrEqual(at.call);
    expect(startOf('Busy.work links 2/2')).toBeGreaterThanOrEqual(at.call + 2);
  });
});
