/** Misplaced decorators throw a `TypeError` with a `code`, at decoration, that names the decorated member. */
import { type DecorationErrorCode, LinkFrom, Span, Traced, traced } from 'spanlink';
import { Agent, Plan, Task, Tool, Turn } from 'spanlink/agents';
import { Stage, Workflow } from 'spanlink/workflow';
import type { AnyDecorator } from '../fixtures/decorators';

/** Allows the uses below, most of which the types refuse. */
const loose = (decorator: unknown): AnyDecorator => decorator as AnyDecorator;

/** Returns the error that a decoration throws. */
function caught(define: () => unknown): { name: string; code: DecorationErrorCode; message: string } {
  try {
    define();
  } catch (error) {
    return error as never;
  }
  throw new Error('nothing was thrown');
}

const ofMethods: [string, () => AnyDecorator][] = [
  ['@Span', () => loose(Span())],
  ['@LinkFrom', () => loose(LinkFrom(0))],
];

describe.each(ofMethods)('%s', (name, decorator) => {
  const places: [string, () => unknown, string, RegExp][] = [
    [
      'a getter',
      () => {
        class Orders {
          @decorator() get total() {
            return Number(1);
          }
        }
        return Orders;
      },
      'total',
      /a getter/,
    ],
    [
      'a static getter',
      () => {
        class Orders {
          @decorator() static get total() {
            return Number(1);
          }
        }
        return Orders;
      },
      'total',
      /a getter/,
    ],
    [
      'a setter',
      () => {
        class Orders {
          @decorator() set total(_: number) {}
        }
        return Orders;
      },
      'total',
      /a setter/,
    ],
    [
      'a field',
      () => {
        class Orders {
          @decorator() total = 1;
        }
        return Orders;
      },
      'total',
      /a field/,
    ],
    [
      'a static field',
      () => {
        class Orders {
          @decorator() static total = 1;
        }
        return Orders;
      },
      'total',
      /a field/,
    ],
    [
      'a field with a function',
      () => {
        class Orders {
          @decorator() total = () => 1;
        }
        return Orders;
      },
      'total',
      /a field/,
    ],
    [
      'an accessor',
      () => {
        class Orders {
          @decorator() accessor total = 1;
        }
        return Orders;
      },
      'total',
      /an accessor|a getter/,
    ],
    [
      'a symbol',
      () => {
        class Orders {
          @decorator() get [Symbol.for('sign')]() {
            return Number(1);
          }
        }
        return Orders;
      },
      'Symbol(sign)',
      /a getter/,
    ],
  ];
  test.each(places)('refuses %s', (_, define, key, kind) => {
    const { name: type, code, message } = caught(define);
    expect([type, code]).toEqual(['TypeError', 'ERR_SPANLINK_NOT_A_METHOD']);
    expect(message).toContain(`${name} decorates methods; \``);
    expect(message).toContain(`${key}\` is `);
    expect(message).toMatch(kind);
  });

  test('refuses a class', () => {
    const { code, message } = caught(() => {
      @decorator()
      class Orders {}
      return Orders;
    });
    expect(code).toBe('ERR_SPANLINK_NOT_A_METHOD');
    expect(message).toContain(`${name} decorates methods; \`Orders\` is a class.`);
  });
});

const withoutParentheses: [string, AnyDecorator][] = [
  ['@Span()', loose(Span)],
  ['@LinkFrom(0)', loose(LinkFrom)],
  ['@Traced()', loose(Traced)],
  ['@Stage()', loose(Stage)],
  ['@Workflow({ name, run })', loose(Workflow)],
  ["@Agent('planner')", loose(Agent)],
  ['@Turn()', loose(Turn)],
  ['@Task()', loose(Task)],
  ['@Plan()', loose(Plan)],
  ['@Tool()', loose(Tool)],
];

test.each(withoutParentheses)(
  '%s without parentheses is refused, and the message says to write that',
  (example, decorator) => {
    const places = [
      () => {
        class Orders {
          @decorator work() {}
        }
        return Orders;
      },
      () => {
        class Orders {
          @decorator static work() {}
        }
        return Orders;
      },
      () => {
        class Orders {
          @decorator [Symbol.iterator]() {}
        }
        return Orders;
      },
      () => {
        class Orders {
          @decorator total = 1;
        }
        return Orders;
      },
      () => {
        class Orders {
          @decorator get total() {
            return Number(1);
          }
        }
        return Orders;
      },
      () => {
        @decorator
        class Orders {}
        return Orders;
      },
    ];
    for (const define of places) {
      const { name: type, code, message } = caught(define);
      expect([type, code]).toEqual(['TypeError', 'ERR_SPANLINK_NOT_CALLED']);
      expect(message).toContain(`; write ${example}, with parentheses`);
    }
  },
);

test('@Traced without parentheses is refused, and the message says to write them', () => {
  const decorator = loose(Traced);
  const { name, code, message } = caught(() => {
    @decorator
    class Orders {}
    return Orders;
  });
  expect([name, code]).toEqual(['TypeError', 'ERR_SPANLINK_NOT_CALLED']);
  expect(message).toContain('@Traced');
});

test('@Traced refuses what is no class', () => {
  const decorator = (): AnyDecorator => loose(Traced());
  const places = [
    () => {
      class Orders {
        @decorator() work() {}
      }
      return Orders;
    },
    () => {
      class Orders {
        @decorator() static work() {}
      }
      return Orders;
    },
    () => {
      class Orders {
        @decorator() total = 1;
      }
      return Orders;
    },
    () => {
      class Orders {
        @decorator() get total() {
          return Number(1);
        }
      }
      return Orders;
    },
  ];
  for (const define of places) {
    const { name, code, message } = caught(define);
    expect([name, code]).toEqual(['TypeError', 'ERR_SPANLINK_NOT_A_CLASS']);
    expect(message).toMatch(
      /^@Traced decorates classes; this is a (member|method|field|getter)\. Put @Span\(\) there\.$/,
    );
  }
});

test.each([[-1], [1.5], [NaN], [Infinity], ['text'], [true], [Symbol('sign')], [10n], [null]])(
  '@LinkFrom refuses %p as a selector',
  (selector) => {
    const { name, code, message } = caught(() => {
      class Orders {
        @loose(loose(LinkFrom)(selector))
        work() {}
      }
      return Orders;
    });
    expect([name, code]).toEqual(['TypeError', 'ERR_SPANLINK_SELECTOR']);
    expect(message).toContain(String(selector));
  },
);

test.each([[null], ['text'], [7]])('@LinkFrom(0, %p) is refused, as that are no options', (options) => {
  const { name, code } = caught(() => loose(LinkFrom)(0, options));
  expect([name, code]).toEqual(['TypeError', 'ERR_SPANLINK_NOT_CALLED']);
});

test.each([[undefined], [{ relation: 'origin' }], [{}]])(
  '@LinkFrom(%p) selects nothing, and is refused on a method',
  (options) => {
    const { code } = caught(() => {
      class Orders {
        @loose(loose(LinkFrom)(options))
        work() {}
      }
      return Orders;
    });
    expect(code).toBe('ERR_SPANLINK_SELECTOR');
  },
);

test.each([[class Orders {}], [undefined], [null], [7], ['text'], [{}]])('traced refuses %p', (value) => {
  const { name, code } = caught(() => loose(traced)(value));
  expect([name, code]).toEqual(['TypeError', 'ERR_SPANLINK_NOT_A_METHOD']);
});
