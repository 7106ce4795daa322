/** Promise 6: a wrapper of somebody else between two decorators of ours makes no second span. */
import { LinkFrom, Span, Traced } from 'spanlink';
import { type FinishedSpan, recordSpans } from 'spanlink/testing';
import { anotherCopy } from '../fixtures/copies';
import { foreign } from '../fixtures/decorators';
import { cause, type Message, message } from '../fixtures/spans';

// what identifies a class in the standard model; TypeScript gives it where the runtime has it
(Symbol as { metadata?: symbol }).metadata ??= Symbol('Symbol.metadata');

const recorder = recordSpans();
const calls: string[] = [];
beforeEach(() => {
  recorder.reset();
  calls.length = 0;
});
afterAll(() => recorder.stop());
const names = (): string[] => recorder.spans.map(({ name }) => name);

/** A wrapper that shows nothing of what it wraps. */
const Checked = () =>
  foreign(
    (method) =>
      function (this: unknown, ...args: unknown[]): unknown {
        calls.push('checked');
        return method.apply(this, args);
      },
  );
const copy = anotherCopy();

@Traced({ attributes: { by: 'class' } })
class Orders {
  @Span({ attributes: { by: 'method' } })
  @Checked()
  @LinkFrom(0)
  place(_message: Message): void {
    calls.push('placed');
  }

  @LinkFrom(0)
  @Checked()
  @Checked()
  @Span('ship it')
  @Checked()
  ship(_message: Message): void {}

  @Checked()
  @Span('mine')
  covered(): void {
    calls.push('worked');
  }

  @copy.Span('of the copy')
  @Checked()
  @LinkFrom(0)
  ofBoth(_message: Message): void {}

  @Checked()
  bare(): void {}

  @Span()
  @Checked()
  @LinkFrom(0)
  static create(_message: Message): void {}

  @Checked()
  @Span('instance')
  twin(): void {}

  @Checked()
  @Span('static')
  static twin(): void {}
}

test('@Span above it and @LinkFrom below make one span, with what both say', () => {
  new Orders().place(message(0));
  expect(calls).toEqual(['checked', 'placed']);
  expect(names()).toEqual(['Orders.place']);
  expect(recorder.span('Orders.place')).toLinkTo(cause(0));
  expect(recorder.span('Orders.place').attributes).toEqual({ by: 'method' });
});

test('@LinkFrom above it and @Span below do so too, with several wrappers, on instances and classes', () => {
  new Orders().ship(message(0));
  Orders.create(message(1));
  expect(names()).toEqual(['ship it', 'Orders.create']);
  expect(recorder.span('ship it')).toLinkTo(cause(0));
  expect(recorder.span('Orders.create')).toLinkTo(cause(1));
});

test('@Traced over a wrapper over @Span leaves the span of the method, and completes it', () => {
  new Orders().covered();
  expect(calls).toEqual(['checked', 'worked']);
  expect(names()).toEqual(['mine']);
  expect(recorder.span('mine').attributes).toEqual({ by: 'class' });
});

test('a method and a static one of the same name are two', () => {
  new Orders().twin();
  Orders.twin();
  expect(names()).toEqual(['instance', 'static']);
});

test('decorators of two copies of the package find each other', () => {
  new Orders().ofBoth(message(0));
  expect(names()).toEqual(['of the copy']);
  expect(recorder.span('of the copy')).toLinkTo(cause(0));
});

test('a wrapper alone is inside the span', () => {
  new Orders().bare();
  expect(names()).toEqual(['Orders.bare']);
  expect(calls).toEqual(['checked']);
});

test('each class has its own: an override, and a method that it calls by `super`', () => {
  class Rush extends Orders {
    @Span({ attributes: { rush: true } })
    @Checked()
    @LinkFrom(0)
    override place(from: Message): void {
      super.place(from);
    }
  }
  new Rush().place(message(2));
  expect(names()).toEqual(['Rush.place', 'Rush.place']);
  expect(recorder.spans[0]).toBeChildOf(recorder.spans[1] as FinishedSpan);
  expect(calls).toEqual(['checked', 'checked', 'placed']);
});

test('a method that calls itself has a span for each call', () => {
  class Tree {
    @Span()
    @Checked()
    @LinkFrom(0)
    walk(depth: unknown): void {
      if ((depth as number) > 0) this.walk((depth as number) - 1);
    }
  }
  new Tree().walk(2);
  expect(names()).toEqual(['Tree.walk', 'Tree.walk', 'Tree.walk']);
});
