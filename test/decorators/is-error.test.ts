/** The option `isError`: whether something thrown is an error of the span. */
import { SpanStatusCode } from '@opentelemetry/api';
import { inSpan, Span, traced } from 'spanlink';
import { type FinishedSpan, recordSpans } from 'spanlink/testing';

const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

class NotFound extends Error {}

class Orders {
  readonly expected = NotFound;

  @Span({ isError: (error) => !(error instanceof NotFound) })
  find(error: Error): never {
    throw error;
  }

  @Span({ isError: (error) => !(error instanceof NotFound) })
  async findLater(error: Error): Promise<never> {
    throw error;
  }

  @Span({ isError: () => false })
  *steps(error: Error): Generator<number> {
    yield 1;
    throw error;
  }

  @Span({
    isError(this: Orders, error: unknown) {
      return !(error instanceof this.expected);
    },
  })
  ofInstance(error: Error): never {
    throw error;
  }

  @Span({ isError: (_error: unknown, known: Error) => known.message !== 'known' })
  ofArguments(error: Error): never {
    throw error;
  }
}
const orders = new Orders();
const outcome = ({ status, events }: FinishedSpan): unknown => [status.code, events.length];
const GOOD = [SpanStatusCode.UNSET, 0];
const BAD = [SpanStatusCode.ERROR, 1];

test('isError that returns false leaves the span without status and event, and the error goes through', async () => {
  const error = new NotFound('7');
  expect(() => orders.find(error)).toThrow(error);
  await expect(orders.findLater(error)).rejects.toBe(error);
  expect(() => [...orders.steps(error)]).toThrow(error);
  expect(recorder.spans.map(outcome)).toEqual([GOOD, GOOD, GOOD]);
});

test('isError that returns true lets the error be recorded', async () => {
  const error = new TypeError('broken');
  expect(() => orders.find(error)).toThrow(error);
  await expect(orders.findLater(error)).rejects.toBe(error);
  expect(recorder.spans.map(outcome)).toEqual([BAD, BAD]);
});

test('isError is called with the arguments, and the instance as `this`', () => {
  expect(() => orders.ofInstance(new NotFound())).toThrow();
  expect(() => orders.ofArguments(new Error('known'))).toThrow();
  expect(() => orders.ofArguments(new Error('unknown'))).toThrow();
  expect(recorder.spans.map(outcome)).toEqual([GOOD, GOOD, BAD]);
});

test('isError keeps an error off the span with false alone', () => {
  for (const answer of [undefined, null, 0, '', NaN, true]) {
    expect(() =>
      inSpan('block', { isError: () => answer as boolean }, () => {
        throw new Error('thrown');
      }),
    ).toThrow('thrown');
  }
  expect(recorder.spans.map(outcome)).toEqual(Array.from({ length: 6 }, () => BAD));
});

test('isError does not concern an error that the guard was given', () => {
  expect(() =>
    inSpan('block', { isError: () => false }, (span) => {
      span.fail(new Error('told'));
      throw new Error('thrown');
    }),
  ).toThrow('thrown');
  expect(recorder.span('block').status).toEqual({ code: SpanStatusCode.ERROR, message: 'told' });
});

test('isError is not called if nothing is thrown', () => {
  const isError = jest.fn();
  traced(() => 1, { isError })();
  expect(isError).not.toHaveBeenCalled();
});
