/**
 * Misplaced `@Stage` and `@Workflow` throw a `TypeError` with a `code`, at decoration, that tells the fix.
 */
import { Span } from 'spanlink';
import { historyOf, MemoryLedger, Stage, useLedger, Workflow } from 'spanlink/workflow';
import type { AnyDecorator } from '../fixtures/decorators';

/** Allows the uses below, most of which the types refuse. */
const loose = (decorator: unknown): AnyDecorator => decorator as AnyDecorator;
const stage = (...args: unknown[]): AnyDecorator =>
  loose((Stage as unknown as (...given: unknown[]) => unknown)(...args));
const workflow = (...args: unknown[]): AnyDecorator =>
  loose((Workflow as unknown as (...given: unknown[]) => unknown)(...args));
const orders = { name: 'orders', run: () => 1 };

/** Returns the error that a decoration throws. */
function caught(define: () => unknown): { name: string; code: string; message: string } {
  try {
    define();
  } catch (error) {
    return error as never;
  }
  throw new Error('nothing was thrown');
}

const places: [string, () => unknown, RegExp][] = [
  [
    'a getter',
    () => {
      class Orders {
        @stage() get total() {
          return Number(1);
        }
      }
      return Orders;
    },
    /total` is a getter/,
  ],
  [
    'a setter',
    () => {
      class Orders {
        @stage() set total(_: number) {}
      }
      return Orders;
    },
    /total` is a setter/,
  ],
  [
    'a field',
    () => {
      class Orders {
        @stage() total = 1;
      }
      return Orders;
    },
    /total` is a field/,
  ],
  [
    'a field with a function',
    () => {
      class Orders {
        @stage() total = async () => 1;
      }
      return Orders;
    },
    /total` is a field/,
  ],
  [
    'a class',
    () => {
      @stage()
      class Orders {}
      return Orders;
    },
    /Orders` is a class/,
  ],
];

test.each(places)('@Stage refuses %s', (_, define, found) => {
  const { name, code, message } = caught(define);
  expect([name, code]).toEqual(['TypeError', 'ERR_SPANLINK_NOT_A_METHOD']);
  expect(message).toMatch(/^@Stage decorates methods; /);
  expect(message).toMatch(found);
});

const generators: [string, () => unknown][] = [
  [
    'a generator',
    () => {
      class Orders {
        @stage() *pages() {
          yield 1;
        }
      }
      return Orders;
    },
  ],
  [
    'an async generator',
    () => {
      class Orders {
        @stage() async *pages() {
          yield 1;
        }
      }
      return Orders;
    },
  ],
  [
    'a static one',
    () => {
      class Orders {
        @stage() static *pages() {
          yield 1;
        }
      }
      return Orders;
    },
  ],
  [
    'one below @Span',
    () => {
      class Orders {
        @loose(Span()) @stage() *pages() {
          yield 1;
        }
      }
      return Orders;
    },
  ],
];

test.each(generators)('@Stage refuses %s, and says where it belongs', (_, define) => {
  const { name, code, message } = caught(define);
  expect([name, code]).toEqual(['TypeError', 'ERR_SPANLINK_STAGE']);
  expect(message).toMatch(/^@Stage decorates async methods; `.*pages` is a generator\. Put @Span\(\) there/);
});

test('@Stage without parentheses is refused, wherever it stands', () => {
  const bare = loose(Stage);
  const definitions = [
    () => {
      class Orders {
        @bare async work() {}
      }
      return Orders;
    },
    () => {
      class Orders {
        @bare static async work() {}
      }
      return Orders;
    },
    () => {
      class Orders {
        @bare total = 1;
      }
      return Orders;
    },
    () => {
      class Orders {
        @bare get total() {
          return Number(1);
        }
      }
      return Orders;
    },
    () => {
      @bare
      class Orders {}
      return Orders;
    },
  ];
  for (const define of definitions) {
    const { name, code, message } = caught(define);
    expect([name, code]).toEqual(['TypeError', 'ERR_SPANLINK_NOT_CALLED']);
    expect(message).toContain('write @Stage(), with parentheses');
  }
});

test.each([['submit'], [null], [7], [true]])('@Stage refuses %p as its options', (options) => {
  const { name, code, message } = caught(() => stage(options));
  expect([name, code]).toEqual(['TypeError', 'ERR_SPANLINK_STAGE']);
  expect(message).toMatch(/^@Stage takes options; it got (string|null|number|boolean)\. Write @Stage\(\)/);
});

test('@Workflow without parentheses is refused, wherever it stands', () => {
  const bare = loose(Workflow);
  const definitions = [
    () => {
      @bare
      class Orders {
        static run() {}
      }
      return Orders;
    },
    () => {
      class Orders {
        @bare async work() {}
      }
      return Orders;
    },
    () => {
      class Orders {
        @bare static async work() {}
      }
      return Orders;
    },
  ];
  for (const define of definitions) {
    const { code, message } = caught(define);
    expect(code).toBe('ERR_SPANLINK_NOT_CALLED');
    expect(message).toContain('@Workflow');
  }
});

const run = (): number => 1;

test.each<[unknown]>([
  [undefined],
  [null],
  [{}],
  ['orders'],
  [{ name: 'orders' }],
  [{ run }],
  [{ name: '', run }],
  [{ name: 7, run }],
  [{ name: 'orders', run: 'id' }],
])('@Workflow refuses %p', (options) => {
  const { name, code, message } = caught(() => workflow(options));
  expect([name, code]).toEqual(['TypeError', 'ERR_SPANLINK_WORKFLOW']);
  expect(message).toMatch(
    /^@Workflow takes a name and a function that returns the run of a call\. Write @Workflow\(\{/,
  );
});

test('@Workflow refuses anything but a class', () => {
  const definitions = [
    () => {
      class Orders {
        @workflow(orders) async work() {}
      }
      return Orders;
    },
    () => {
      class Orders {
        @workflow(orders) static async work() {}
      }
      return Orders;
    },
    () => {
      class Orders {
        @workflow(orders) total = 1;
      }
      return Orders;
    },
    () => {
      class Orders {
        @workflow(orders) static total = 1;
      }
      return Orders;
    },
  ];
  for (const define of definitions) {
    const { code, message } = caught(define);
    expect(code).toBe('ERR_SPANLINK_NOT_A_CLASS');
    expect(message).toMatch(/^@Workflow decorates classes; this is .*Put @Stage\(\) there\.$/);
  }
});

test.each([
  [{ after: 'submt' }, 'submt'],
  [{ after: ['submit', 'submt'] }, 'submt'],
  [{ compensates: 'aprove' }, 'aprove'],
  [{ deadLetterOf: 'helper' }, 'helper'],
  [{ after: 'toString' }, 'toString'],
  [{ after: 'constructor' }, 'constructor'],
  [{ after: '__proto__' }, '__proto__'],
  [{ after: 'throwing' }, 'throwing'],
  [{ after: 'ofClass' }, 'ofClass'],
  [{ after: [7] }, '7'],
])('@Workflow refuses a stage that names something other than a stage: %j', (options, named) => {
  const { name, code, message } = caught(() => {
    @workflow(orders)
    class Orders {
      @Stage() async submit(): Promise<void> {}
      @Stage() static async ofClass(): Promise<void> {}
      async helper(): Promise<void> {}
      get throwing(): never {
        throw new Error('no getter is run');
      }
      @stage(options) async approve(): Promise<void> {}
    }
    return Orders;
  });
  expect([name, code]).toEqual(['TypeError', 'ERR_SPANLINK_STAGE']);
  expect(message).toBe(
    `@Stage on \`Orders.approve\` names '${named}', which is not a stage of the class. ` +
      'Put @Stage() there, or name one that is.',
  );
});

test('a stage may name itself, a stage below it, an inherited one, and one that has a @Span too', () => {
  class Base {
    @Stage() async first(): Promise<void> {}
  }
  @workflow(orders)
  class Orders extends Base {
    @stage({ after: ['early', 'late', 'first'] }) async early(): Promise<void> {}
    @Span() @Stage() async late(): Promise<void> {}
  }
  expect(new Orders()).toBeInstanceOf(Base);
});

describe('useLedger', () => {
  afterEach(() => useLedger(undefined));

  test.each([
    [null, 'null'],
    [7, 'number'],
    ['memory', 'string'],
    [{}, 'object'],
    [MemoryLedger, 'function'],
    [{ open() {} }, 'object'],
  ])('refuses %p', (ledger, found) => {
    const { name, code, message } = caught(() => useLedger(ledger as never));
    expect([name, code]).toEqual(['TypeError', 'ERR_SPANLINK_LEDGER']);
    expect(message).toBe(
      `useLedger takes a ledger, such as new MemoryLedger(); it got ${found}. ` +
        'It needs the methods open, start, finish, history, prune.',
    );
  });

  test.each([[0], [-1], [NaN], ['100'], [null], [true], [Symbol('timeout')], [{}]])(
    'refuses %p as a timeout',
    (timeout) => {
      const { name, code, message } = caught(() => useLedger(new MemoryLedger(), { timeout: timeout as never }));
      expect([name, code]).toEqual(['TypeError', 'ERR_SPANLINK_LEDGER']);
      expect(message).toMatch(/^useLedger's timeout is a number of milliseconds above 0; it got /);
    },
  );

  test.each([[0.5], [1], [2 ** 40], [Infinity]])('takes %p as a timeout', (timeout) => {
    expect(() => useLedger(new MemoryLedger(), { timeout })).not.toThrow();
  });

  test('keeps the ledger in use if it refuses another', async () => {
    useLedger(new MemoryLedger());
    caught(() => useLedger({} as never));
    await expect(historyOf('orders', 1)).resolves.toMatchObject({ attempts: [] });
  });
});

test('historyOf without a ledger rejects, and says what to do', async () => {
  const error = await historyOf('orders', 1).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(TypeError);
  expect(error).toMatchObject({
    code: 'ERR_SPANLINK_LEDGER',
    message: expect.stringContaining('call useLedger(ledger) at the start, or pass one'),
  });
});
