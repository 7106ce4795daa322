/** `traced` does for a function what `@Span` does for a method. */
import { SpanGuard, traced } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { cause, type Message, message } from '../fixtures/spans';

const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

interface Job extends Message {
  readonly size: number;
}

const resize = traced(
  function resizeImage(job: Job, scale = 1): number {
    return job.size * scale;
  },
  { links: (job) => job, attributes: (job, scale) => ({ size: job.size, scale: scale ?? 'none' }) },
);

test('each call of a traced function has a span, named for the function', () => {
  expect(resize({ ...message(0), size: 4 }, 2)).toBe(8);
  expect(recorder.span('resizeImage')).toLinkTo(cause(0));
  expect(recorder.span('resizeImage').attributes).toEqual({ size: 4, scale: 2 });
});

test('a traced function keeps name, length, properties and `this`', () => {
  expect([resize.name, resize.length]).toEqual(['resizeImage', 1]);
  const counter = {
    count: 1,
    add: traced(function add(this: { count: number }, more: number) {
      return (this.count += more);
    }),
  };
  expect(counter.add(2)).toBe(3);
  expect(traced(Object.assign(() => 1, { mark: 'kept' }))).toHaveProperty('mark', 'kept');
});

test('a function without a name has a span all the same', () => {
  traced(() => 7)();
  expect(recorder.spans.map(({ name }) => name)).toEqual(['anonymous']);
});

test.each([
  ['a class', class Orders {}, 'class Orders'],
  ['a text', 'resize', 'string'],
  ['nothing', undefined, 'undefined'],
])('traced refuses %s, and says what it got', (_what, value, found) => {
  const message = `traced() takes a function; it got ${found}.`;
  expect(() => traced(value as never)).toThrow(expect.objectContaining({ code: 'ERR_SPANLINK_NOT_A_METHOD', message }));
});

test('the function that traced takes is left as it was', () => {
  const plain = (): string => SpanGuard.current().state;
  expect(traced(plain, { name: 'once' })()).toBe('started');
  expect(plain()).toBe('disabled');
  expect(recorder.spans).toHaveLength(1);
});

test('async functions, arrows and generators are traced', async () => {
  await expect(traced(async () => 7, { name: 'async' })()).resolves.toBe(7);
  expect([
    ...traced(function* steps() {
      yield 1;
    })(),
  ]).toEqual([1]);
  for await (const page of traced(async function* pages() {
    yield 1;
  })())
    expect(page).toBe(1);
  expect(recorder.spans.map(({ name }) => name)).toEqual(['async', 'steps', 'pages']);
});

test('a function may be traced under two names', () => {
  const work = (): number => 7;
  traced(work, { name: 'first' })();
  traced(work, { name: 'second' })();
  expect(recorder.spans.map(({ name }) => name)).toEqual(['first', 'second']);
});

test('tracing a traced function again adds to its declaration, for the new function alone', () => {
  const first = traced(() => 7, { name: 'first', attributes: { a: 1 } });
  const second = traced(first, { name: 'second' });
  first();
  second();
  expect(recorder.spans.map(({ name, attributes }) => [name, attributes])).toEqual([
    ['first', { a: 1 }],
    ['second', { a: 1 }],
  ]);
});

test('built-in functions are traced too', () => {
  expect(traced(Math.max)(1, 2)).toBe(2);
  expect(traced(JSON.parse, { name: 'parse' })('[1]')).toEqual([1]);
  expect(recorder.spans.map(({ name }) => name)).toEqual(['max', 'parse']);
});
