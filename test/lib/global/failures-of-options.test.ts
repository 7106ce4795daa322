/** A function of the options that fails is told by what it gave or threw, and never by a value. */
import { LinkFrom, linksFrom, Span, traced } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { message } from '../../fixtures/spans';
import { tellFailuresInTests } from '../../fixtures/told';

const recorder = recordSpans();
const told = tellFailuresInTests();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

const FAILURES: [string, object, string][] = [
  ['a name that is no text', { name: () => 7 }, 'CALLBACK job name gave number, not string; it was left out'],
  [
    'attributes that are a text',
    { attributes: () => 'x' },
    'CALLBACK job attributes gave string, not object; it was left out',
  ],
  [
    'attributes in an array',
    { attributes: () => [1] },
    'CALLBACK job attributes gave an array, not object; it was left out',
  ],
  [
    'a promise of attributes',
    { attributes: async () => ({}) },
    'CALLBACK job attributes gave a promise, not object; it was left out',
  ],
  ['a result that is a number', { result: () => 7 }, 'CALLBACK job result gave number, not object; it was left out'],
  ['links in a promise', { links: async () => [] }, 'SELECTOR job links gave a promise, not a source; it was left out'],
  [
    'a parent that throws',
    {
      parent: () => {
        throw new RangeError('secret');
      },
    },
    'SELECTOR job parent threw, and was left out (RangeError)',
  ],
  [
    'links that throw a text',
    {
      links: () => {
        throw 'secret';
      },
    },
    'SELECTOR job links threw, and was left out (string)',
  ],
  [
    'a parent that throws an error of no class',
    {
      parent: () => {
        throw Object.setPrototypeOf(new Error('secret'), { constructor: {} });
      },
    },
    'SELECTOR job parent threw, and was left out (object)',
  ],
];

test.each(FAILURES)('%s is told by its type, and costs nothing else', (_name, options, expected) => {
  const job = (): string => 'done';
  expect(traced(job, options)()).toBe('done');
  expect(told.warnings).toEqual([expect.stringMatching(/^SPANLINK_/)]);
  expect(told.warnings[0]).toContain(`SPANLINK_${expected}. (Told`);
});

test('what isError gives is told if it is neither true nor false', () => {
  const job = (): never => {
    throw new Error('refused');
  };
  expect(traced(job, { isError: () => 'yes' as never })).toThrow('refused');
  expect(told.warnings).toEqual([expect.stringContaining('SPANLINK_CALLBACK job isError gave string, not boolean')]);
});

test('what gives nothing, or what it should, is told of nothing', () => {
  const nothing = { attributes: () => null, result: () => undefined, links: () => [message(0)], parent: () => null };
  traced(() => 1, { name: 'job', ...nothing } as never)();
  expect(recorder.span('job')).toHaveLinkCount(1);
  expect([told.warnings, told.logged]).toEqual([[], []]);
});

test('link attributes of the wrong type are no selector, and told by their type', () => {
  linksFrom([message(0)], { attributes: () => 7 as never });
  expect(told.warnings).toEqual([expect.stringContaining('link attributes gave number, not object')]);
  expect(told.warnings[0]).toMatch(/^SPANLINK_CALLBACK /);
});

test('the site of a decorated method names it, and the error goes along to diag alone', () => {
  const error = new TypeError('secret');
  class Orders {
    @Span({
      attributes: () => {
        throw error;
      },
    })
    @LinkFrom(0)
    ship(order: object): void {}
  }
  new Orders().ship(message(0));
  expect(told.logged).toEqual([['spanlink: Orders.ship attributes threw, and was left out', error]]);
  expect(told.warnings.join()).not.toContain('secret');
});
