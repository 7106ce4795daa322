/** Misuse of decorators on parameters, which the legacy model alone has. */
import { LinkFrom, Span, Traced } from 'spanlink';
import type { AnyDecorator } from '../../fixtures/decorators';

/** Allows the uses below, which the types refuse. */
const loose = (decorator: unknown): AnyDecorator => decorator as AnyDecorator;

function caught(define: () => unknown): { name: string; code: string; message: string } {
  try {
    define();
  } catch (error) {
    return error as never;
  }
  throw new Error('nothing was thrown');
}

test('@LinkFrom refuses a parameter of a constructor', () => {
  const { name, code, message } = caught(() => {
    class Orders {
      constructor(@LinkFrom() readonly from: unknown) {}
    }
    return Orders;
  });
  expect([name, code]).toEqual(['TypeError', 'ERR_SPANLINK_NOT_A_METHOD']);
  expect(message).toContain('@LinkFrom decorates methods; `Orders` is a constructor parameter.');
});

test('@LinkFrom(0) refuses a parameter', () => {
  const decorator = loose(LinkFrom(0));
  const { code, message } = caught(() => {
    class Orders {
      work(@decorator _from: unknown) {}
    }
    return Orders;
  });
  expect(code).toBe('ERR_SPANLINK_NOT_A_METHOD');
  expect(message).toContain('`Orders.work` is a parameter.');
});

test('@LinkFrom without parentheses is refused on a parameter', () => {
  const decorator = loose(LinkFrom);
  const places = [
    () => {
      class Orders {
        work(@decorator _from: unknown) {}
      }
      return Orders;
    },
    () => {
      class Orders {
        static work(@decorator _from: unknown) {}
      }
      return Orders;
    },
    () => {
      class Orders {
        constructor(@decorator readonly from: unknown) {}
      }
      return Orders;
    },
  ];
  for (const define of places) expect(caught(define).code).toBe('ERR_SPANLINK_NOT_CALLED');
});

test('@Span and @Traced refuse a parameter', () => {
  const places: [unknown, string][] = [
    [Span(), 'ERR_SPANLINK_NOT_A_METHOD'],
    [Traced(), 'ERR_SPANLINK_NOT_A_CLASS'],
  ];
  for (const [each, code] of places) {
    const decorator = loose(each);
    const error = caught(() => {
      class Orders {
        work(@decorator _from: unknown) {}
      }
      return Orders;
    });
    expect(error.code).toBe(code);
  }
});

test('the error of a refused decorator names the class and the member', () => {
  const { message } = caught(() => {
    class Orders {
      @loose(Span())
      static get total() {
        return Number(1);
      }
    }
    return Orders;
  });
  expect(message).toContain('`Orders.total` is a getter');
});

test.each([['text'], [true], [Symbol('sign')], [10n], [null]])('@LinkFrom refuses %p on a parameter', (options) => {
  const { code, message } = caught(() => {
    class Orders {
      work(@loose(loose(LinkFrom)(options)) _from: unknown) {}
    }
    return Orders;
  });
  expect(code).toBe('ERR_SPANLINK_SELECTOR');
  expect(message).toContain(String(options));
});

test('@LinkFrom(0) refuses a parameter of a constructor', () => {
  const { code, message } = caught(() => {
    class Orders {
      constructor(@loose(LinkFrom(0)) readonly from: unknown) {}
    }
    return Orders;
  });
  expect(code).toBe('ERR_SPANLINK_NOT_A_METHOD');
  expect(message).toContain('`Orders` is a constructor parameter.');
});
