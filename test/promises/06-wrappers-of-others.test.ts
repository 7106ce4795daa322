/** Promise 6: somebody else's wrapper is never lost, however it imitates the wrapped method. */
import { LinkFrom, Span, traced } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { foreign } from '../fixtures/decorators';
import { type Message, message } from '../fixtures/spans';

const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

/** Wraps a method in the ways in which other libraries do. */
const wrappers: [
  string,
  (method: (...args: unknown[]) => unknown, wrapper: (...args: unknown[]) => unknown) => void,
][] = [
  [
    'copies its properties',
    (method, wrapper) => Object.defineProperties(wrapper, Object.getOwnPropertyDescriptors(method)),
  ],
  ['inherits from it', (method, wrapper) => Object.setPrototypeOf(wrapper, method)],
  ['does neither', () => undefined],
];

describe.each(wrappers)('A wrapper of somebody else, which %s,', (_, imitate) => {
  const calls: string[] = [];
  const Guarded = () =>
    foreign((method) => {
      const wrapper = function (this: unknown, ...args: unknown[]): unknown {
        calls.push('checked');
        return method.apply(this, args);
      };
      imitate(method, wrapper);
      return wrapper;
    });
  beforeEach(() => (calls.length = 0));

  test('is still called when the method is decorated again', () => {
    class Twice {
      @LinkFrom(0)
      @Guarded()
      @Span()
      work(_message: Message): void {
        calls.push('worked');
      }
    }
    new Twice().work(message(0));
    expect(calls).toEqual(['checked', 'worked']);
    expect(recorder.spans.some((span) => span.links.length === 1)).toBe(true);
  });

  test('is still called when the method is traced as a function', () => {
    class Once {
      @Guarded()
      @Span()
      work(): void {
        calls.push('worked');
      }
    }
    traced(new Once().work, { name: 'again' })();
    expect(calls).toEqual(['checked', 'worked']);
    new Once().work();
    expect(recorder.spans.at(-1)?.name).toBe('Once.work');
  });

  test('is still called when it is inside', () => {
    class Inside {
      @Span()
      @Guarded()
      work(): void {
        calls.push('worked');
      }
    }
    new Inside().work();
    expect(calls).toEqual(['checked', 'worked']);
    expect(recorder.spans).toHaveLength(1);
  });
});
