/**
 * The clock and the network fail: what a method gives and throws, its links and its spans are those of a day without
 * faults, nothing is rejected unhandled, and the process ends by itself.
 */
import { FORMATS } from '../fixtures/applications';
import { COLLECTORS } from './collectors';
import { run } from './run';

interface Printed {
  readonly outcome: unknown;
  readonly rejections: readonly string[];
  readonly spans: readonly {
    readonly name: string;
    readonly isNegative: boolean;
    /** What each is of, and its relation. */
    readonly links: readonly (readonly [target: string, relation?: string])[];
  }[];
}

const causeLink = (n: number): string => `${String(n).padStart(32, 'a')}-${String(n).padStart(16, 'b')}`;
const BEFORE = [
  ['7 Loan.submit', 'previous'],
  ['7 Loan.submit', 'origin'],
];

/** The spans in the order of their ends, with their links. */
const LINKS = [
  ['Orders.place', [[causeLink(5), null]]],
  ['Orders.pages', [[causeLink(4), null]]],
  ['Orders.place', [[causeLink(1), null]]],
  [
    'Orders.ship',
    [
      [causeLink(1), 'batch_item'],
      [causeLink(2), 'batch_item'],
      [causeLink(9), 'origin'],
    ],
  ],
  ['Orders.list', [[causeLink(3), null]]],
  ['Orders.read', [[causeLink(6), null]]],
  ['Orders.fail', [[causeLink(7), null]]],
  ['Loan.submit', []],
  ['Loan.approve', BEFORE],
  ['Loan.approve', [['8 Loan.approve', 'retry_of'], ...BEFORE]],
  ['Loan.approve', [['9 Loan.approve', 'retry_of'], ...BEFORE]],
];

const FAULTS = [
  'clock back',
  'clock to and fro',
  'fake timers',
  'fake timers that advance',
  'fake timers put aside and back',
  'timers of node:test',
  'blocked event loop',
];

describe.each(FORMATS)('In %s', (format) => {
  let expected: Printed;
  beforeAll(async () => {
    expected = await run({ name: 'main.js', format });
  });

  test('a day without faults has all links', () => {
    expect(expected.outcome).toEqual([
      '1',
      3,
      [1, 2],
      ['first', '5'],
      'onetwo',
      'no such order',
      'submitted',
      'the bank is closed',
      'the bank is closed',
      'approved',
    ]);
    expect(expected.rejections).toEqual([]);
    expect(expected.spans.map(({ name, links }) => [name, links])).toEqual(LINKS);
    expect(expected.spans.map(({ isNegative }) => isNegative)).toEqual(LINKS.map(() => false));
  });

  test.each(FAULTS)('%s: no result, error, span or link differs', async (fault) => {
    expect(await run({ name: 'main.js', format, args: [fault] })).toEqual(expected);
  });

  test.each(Object.keys(COLLECTORS))('a collector that %s: no result, error, span or link differs', async (fault) => {
    const collector = await COLLECTORS[fault]?.();
    try {
      expect(await run({ name: 'main.js', format, args: ['none', collector?.url ?? ''] })).toEqual(expected);
      expect(collector?.asked()).toBe(true);
    } finally {
      await collector?.close();
    }
  });
});
