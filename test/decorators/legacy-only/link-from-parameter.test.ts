/** `@LinkFrom` on a parameter. A method that has nothing else of ours is traced from the tick after its class. */
import { setImmediate } from 'node:timers/promises';
import 'reflect-metadata';
import { LinkFrom, Span, Traced } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { foreign } from '../../fixtures/decorators';
import { cause, causeLink, linkTargets, type Message, message, messages } from '../../fixtures/spans';

const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

class Orders {
  @Span('named')
  named(@LinkFrom() _message: Message): void {}

  @Span()
  several(
    @LinkFrom({ relation: 'origin' }) _one: Message,
    _two: number,
    @LinkFrom({ relation: 'previous' }) _three: Message,
  ): void {}

  @LinkFrom(1, { relation: 'retry_of' })
  mixed(@LinkFrom({ relation: 'origin' }) _one: Message, _two: Message): void {}

  alone(@LinkFrom({ relation: 'batch_item', attributes: (_, index) => ({ index }) }) batch: Message[]): number {
    return batch.length;
  }

  static create(@LinkFrom() _message: Message): string {
    return 'created';
  }

  untouched(_message: Message): void {}
}

class Rush extends Orders {
  override alone(batch: Message[]): number {
    return super.alone(batch) + 1;
  }
}

test('@LinkFrom on a parameter adds links to the span of @Span', () => {
  new Orders().named(message(0));
  expect(recorder.span('named')).toLinkTo(cause(0));
});

test('@LinkFrom on several parameters adds up, in their order', () => {
  new Orders().several(message(0), 1, message(2));
  expect(recorder.span('Orders.several').links.map(({ attributes }) => attributes?.['spanlink.relation'])).toEqual([
    'origin',
    'previous',
  ]);
});

test('@LinkFrom on a parameter adds to @LinkFrom on the method', () => {
  new Orders().mixed(message(0), message(1));
  expect(recorder.span('Orders.mixed')).toLinkTo(cause(0), { relation: 'origin' });
  expect(recorder.span('Orders.mixed')).toLinkTo(cause(1), { relation: 'retry_of' });
  expect(recorder.spans).toHaveLength(1);
});

test('@LinkFrom on a parameter alone opens a span, from the tick after the class on', async () => {
  await Promise.resolve();
  expect(new Orders().alone(messages(2))).toBe(2);
  expect(recorder.span('Orders.alone').links.map(({ attributes }) => attributes)).toEqual([
    { 'spanlink.relation': 'batch_item', index: 0 },
    { 'spanlink.relation': 'batch_item', index: 1 },
  ]);
});

test('a method with @LinkFrom on a parameter alone works before that tick, without a span', async () => {
  class Early {
    work(@LinkFrom() _message: Message): string {
      return 'done';
    }
  }
  expect(new Early().work(message(0))).toBe('done');
  expect(recorder.spans).toEqual([]);
  await Promise.resolve();
  expect(new Early().work(message(0))).toBe('done');
  expect(recorder.span('Early.work')).toLinkTo(cause(0));
});

test('@LinkFrom on a parameter works for static methods', async () => {
  await Promise.resolve();
  expect(Orders.create(message(0))).toBe('created');
  expect(recorder.span('Orders.create')).toLinkTo(cause(0));
});

test('@LinkFrom on a parameter survives overriding', async () => {
  await Promise.resolve();
  expect(new Rush().alone(messages(1))).toBe(2);
  expect(recorder.span('Rush.alone')).toHaveLinkCount(1);
});

test('a method with @LinkFrom on a parameter keeps its name, length and flags', async () => {
  await Promise.resolve();
  const { value, ...flags } = Object.getOwnPropertyDescriptor(Orders.prototype, 'alone') ?? {};
  const { value: _, ...expected } = Object.getOwnPropertyDescriptor(Orders.prototype, 'untouched') ?? {};
  expect(flags).toEqual(expected);
  expect([Orders.prototype.alone.name, Orders.prototype.alone.length]).toEqual(['alone', 1]);
  expect(Reflect.getMetadata('design:paramtypes', Orders.prototype, 'named')).toEqual([Object]);
  expect(Reflect.getMetadata('spanlink:span', Orders.prototype.alone)).toMatchObject({ linkFrom: [{ from: 0 }] });
});

test('@LinkFrom on a parameter and @Traced on the class make one span', async () => {
  @Traced()
  class Bills {
    pay(@LinkFrom() _message: Message): void {}
  }
  new Bills().pay(message(0));
  await Promise.resolve();
  new Bills().pay(message(1));
  expect(recorder.spans.map(linkTargets)).toEqual([[causeLink(0)], [causeLink(1)]]);
});

test('other libraries’ decorators stay in force beside @LinkFrom on a parameter', async () => {
  const calls: string[] = [];
  class Guarded {
    @foreign(
      (method) =>
        function (this: unknown, ...args: unknown[]): unknown {
          calls.push('checked');
          return method.apply(this, args);
        },
    )
    work(@LinkFrom() _message: Message): void {
      calls.push('worked');
    }
  }
  await Promise.resolve();
  new Guarded().work(message(0));
  expect(calls).toEqual(['checked', 'worked']);
  expect(recorder.span('Guarded.work')).toLinkTo(cause(0));
});

test('@LinkFrom on a parameter leaves a method alone that was frozen or replaced meanwhile', async () => {
  class Frozen {
    work(@LinkFrom() _message: Message): string {
      return 'done';
    }
  }
  Object.freeze(Frozen.prototype);
  await Promise.resolve();
  expect(new Frozen().work(message(0))).toBe('done');
  expect(recorder.spans).toEqual([]);
});

test('@LinkFrom on a parameter leaves a method alone that was deleted or became a getter in its tick', async () => {
  class Changed {
    gone(@LinkFrom() _message: Message): void {}
    got(@LinkFrom() _message: Message): void {}
    later(@LinkFrom() _message: Message): void {}
  }
  const unhandled = jest.fn();
  process.once('unhandledRejection', unhandled);
  Reflect.deleteProperty(Changed.prototype, 'gone');
  Object.defineProperty(Changed.prototype, 'got', { get: () => 7, configurable: true });
  const later = Changed.prototype.later;
  Span()(Changed.prototype, 'later', { value: later });
  await setImmediate();
  process.off('unhandledRejection', unhandled);
  expect(unhandled).not.toHaveBeenCalled();
  expect('gone' in Changed.prototype).toBe(false);
  expect((new Changed() as unknown as { got: number }).got).toBe(7);
  expect(Changed.prototype.later).toBe(later);
});
