/** The place of an argument that a method does not have is told, by the parameters in the method's text. */
import { runInThisContext } from 'node:vm';
import { configure, LinkFrom } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { A } from '../fixtures/spans';
import { recordReports } from '../fixtures/reports';
import { loaded, recordLines } from '../fixtures/told';

type Method = (...args: unknown[]) => unknown;

const recorder = recordSpans();
const reports = recordReports();
beforeEach(() => (reports.length = 0));
afterAll(() => recorder.stop());

let count = 0;

/** Returns the function of a text, with the decorator on it, as the legacy model calls that. */
function decorated(text: string, place: number): Method {
  const value = runInThisContext(`(${text})`) as Method;
  class Orders {}
  const descriptor = { value };
  // a name of its own, as a site reports once
  const decorate = LinkFrom(place) as (...args: unknown[]) => unknown;
  decorate(Orders.prototype, `ship${++count}`, descriptor);
  return descriptor.value;
}

const ONE = '1 parameter (place 0)';
const TWO = '2 parameters (0 to 1)';

test.each([
  ['function () {}', 'no parameters'],
  ['function ( ) {}', 'no parameters'],
  ['() => 1', 'no parameters'],
  ['function (a) {}', ONE],
  ['function (a,) {}', ONE],
  ['a => a', ONE],
  ['a=>a', ONE],
  ['async a => a', ONE],
  ['async $a1 => $a1', ONE],
  ['async  a => a', ONE],
  ['function (a) { return "class"; }', ONE],
  ['function (a, b) { return c => c; }', TWO],
  ['async (a) => a', ONE],
  ['(a, b) => a', TWO],
  ['function (a, /* b, c */ d) {}', TWO],
  ['function (a, // b, c)\n d) {}', TWO],
  ['function (a,\n// b, c)\n d) {}', TWO],
  ['function (a, /*/ b, c */ d) {}', TWO],
  ['function /* (b, c) */ (a) {}', ONE],
  ['function // (b, c)\n (a) {}', ONE],
  ['function (a = ",", b = ",") {}', TWO],
  ["function (a = ',)', b) {}", TWO],
  ['function (a = "\\",", b = 1) {}', TWO],
  ['function (a = [1, 2], b = { c: 1, d: (1, 2) }) {}', TWO],
  ['function ({ a, b }, [c, d]) {}', TWO],
  ['{ ["a(b, c"](a) {} }["a(b, c"]', ONE],
  ['{ [String(1, 2)](a) {} }[1]', ONE],
])('%s has no argument 2, and is told as having %s', async (text, has) => {
  decorated(text, 2);
  await loaded();
  const told = `names the argument 2, and the method has ${has}; it finds no source there`;
  expect(reports).toEqual([expect.stringMatching(/^spanlink: @LinkFrom\(2\) of Orders\.ship\d+ /)]);
  expect(reports[0]).toContain(told);
});

test.each([
  ['a rest parameter', 'function (...a) {}'],
  ['the arguments themselves', 'function () { return arguments; }'],
  ['a template, which only a parser could read', 'function (a = `,`) {}'],
  ['a pattern, which only a parser could read', 'function (a = /,/) {}'],
  ['a name that is a template', '{ [`a`](b) {} }.a'],
  ['no text of its own', 'Math.max'],
  ['a bound function', '(function (a) {}).bind(null)'],
  ['a function of more than 100,000 characters', `function (a) { return '${'x'.repeat(100_000)}'; }`],
])('nothing is told of %s', async (_name, text) => {
  decorated(text, 2);
  await loaded();
  expect(reports).toEqual([]);
});

test.each([
  ['function (a, b) {}', 1],
  ['function (a, b = 1) {}', 1],
  ['function (a) {}', 0],
])('nothing is told of %s and the argument %i', async (text, place) => {
  decorated(text, place);
  await loaded();
  expect(reports).toEqual([]);
});

describe('The selector that is suggested', () => {
  test.each([
    ['function (order) {}', 0, '(order) => order.payload'],
    ['function (id, $order) {}', 1, '(id, $order) => $order.payload'],
    ['function ({ id }, order) {}', 1, '(_0, order) => order.payload'],
    ['function (id, { payload }) {}', 1, '(id, source) => source.payload'],
    ['function () { return arguments; }', 1, '(_0, source) => source.payload'],
    ['function (id = `1`, order) {}', 1, '(_0, source) => source.payload'],
  ])('for %s has the names of its parameters', async (text, place, selector) => {
    const lines = recordLines();
    configure({ debug: true });
    decorated(text, place)(...Array.from({ length: place }, () => 7), { payload: { traceparent: A } });
    configure({ debug: undefined });
    await loaded();
    jest.restoreAllMocks();
    expect(lines.join('\n')).toContain(`; did you mean ${selector}? it holds one`);
  });
});
