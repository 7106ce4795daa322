/** Misplaced decorators of agents, and options that cannot be used, throw a `TypeError` with a `code`. */
import { Agent, Plan, Task, Tool, Turn } from 'spanlink/agents';
import type { AnyDecorator } from '../fixtures/decorators';

const loose = (decorator: unknown, ...args: unknown[]): AnyDecorator =>
  (decorator as (...given: unknown[]) => AnyDecorator)(...args);

function caught(define: () => unknown): { name: string; code: string; message: string } {
  try {
    define();
  } catch (error) {
    return error as never;
  }
  throw new Error('nothing was thrown');
}

const METHOD_DECORATORS = Object.entries({ Turn, Task, Plan, Tool });

describe.each(METHOD_DECORATORS)('@%s', (name, decorator) => {
  test('on a getter says where it belongs', () => {
    const { code, message } = caught(() => {
      class Planner {
        @loose(decorator) get total() {
          return Number(1);
        }
      }
      return Planner;
    });
    expect(code).toBe('ERR_SPANLINK_NOT_A_METHOD');
    expect(message).toContain(`@${name} decorates methods; `);
  });

  test('without parentheses says so', () => {
    const { code, message } = caught(() => {
      class Planner {
        @(decorator as unknown as AnyDecorator) async answer() {}
      }
      return Planner;
    });
    expect([code, message]).toEqual(['ERR_SPANLINK_NOT_CALLED', expect.stringContaining(`write @${name}()`)]);
  });

  test.each([[null], ['planner'], [7]])('with %j for options says what to write', (options) => {
    const { name: kind, code, message } = caught(() => loose(decorator, options));
    expect([kind, code]).toEqual(['TypeError', 'ERR_SPANLINK_AGENT']);
    expect(message).toContain(`Write @${name}()`);
  });

  test.each([
    [-1, '-1'],
    [0.5, '0.5'],
    ['0', 'string'],
    [{}, 'an object of Object'],
  ])('with the source %j says what it takes, and that it got %s', (delegatedBy, found) => {
    const { code, message } = caught(() => loose(decorator, { delegatedBy }));
    expect([code, message]).toEqual(['ERR_SPANLINK_AGENT', expect.stringContaining("an argument's index (0, 1, …)")]);
    expect(message).toContain(`it got ${found}. `);
  });

  test.each([[''], [{}], [{ name: 7 }]])('with the agent %j says that it needs a name', (agent) => {
    const { code, message } = caught(() => loose(decorator, { agent }));
    expect([code, message]).toEqual(['ERR_SPANLINK_AGENT', expect.stringContaining('takes the name of an agent')]);
  });
});

test.each([[undefined], [''], [{}], [{ name: '' }], [null], [7]])('@Agent without a name says so: %j', (options) => {
  const { code, message } = caught(() => loose(Agent, options));
  expect([code, message]).toEqual(['ERR_SPANLINK_AGENT', expect.stringContaining('takes the name of an agent')]);
});

test('@Agent on a method, or without parentheses, says so', () => {
  const onMethod = caught(() => {
    class Planner {
      @loose(Agent, 'planner') async answer() {}
    }
    return Planner;
  });
  const bare = caught(() => {
    @(Agent as unknown as AnyDecorator)
    class Planner {}
    return Planner;
  });
  expect([onMethod.code, bare.code]).toEqual(['ERR_SPANLINK_NOT_A_CLASS', 'ERR_SPANLINK_NOT_CALLED']);
  expect(bare.message).toContain("write @Agent('planner')");
});
