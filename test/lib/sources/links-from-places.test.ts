/** `linksFrom` finds contexts at the documented places of objects and iterables, and nowhere else. */
import { linksFrom, type LinkSource } from 'spanlink';
import { A, B, C, linkOf, linkTargets } from '../../fixtures/spans.js';

const message = (traceparent: string): { headers: { traceparent: string } } => ({ headers: { traceparent } });

class Row {
  readonly id = 7;
  constructor(
    readonly traceparent: string,
    readonly headers?: unknown,
  ) {}
}

/** As a consumer hands a batch over: to be iterated, with headers of its own. */
class Batch {
  readonly headers = { traceparent: A };

  [Symbol.iterator](): Iterator<unknown> {
    throw new Error('the batch is read by the application');
  }
}

class Entity {
  readonly traceState = 'vendor=1';
  constructor(readonly traceParent: string) {}
}

describe('An object', () => {
  test.each<[string, LinkSource, string[]]>([
    ['with its traceparent as own field', { id: 7, traceparent: A }, [A]],
    ['with it in camel case', { id: 7, traceParent: A }, [A]],
    ['of a class, with its own field', new Row(A), [A]],
    ['of a class, with it in camel case', new Entity(A), [A]],
    ['with headers and its own field', { headers: { traceparent: A }, traceparent: B }, [A, B]],
    ['of a class, with both', new Row(B, { traceparent: A }), [A, B]],
    ['with both to one span', { headers: { traceparent: A }, traceparent: A }, [A]],
    ['with empty headers and its own field', { headers: {}, traceparent: B }, [B]],
    ['with null headers and its own field', { headers: null, traceparent: B }, [B]],
    ['with empty headers and several values of its own', { headers: {}, traceparent: [A, B] }, [B]],
    ['with headers and a bad field of its own', { headers: { traceparent: A }, traceparent: 'bad' }, [A]],
    ['with a context of its own kind beside it', { context: { tenant: 'x' }, traceparent: A } as LinkSource, [A]],
    ['with a trace id of its own kind beside it', { traceId: 'order-7', traceparent: A } as LinkSource, [A]],
    ['that can be iterated, with headers', new Batch() as LinkSource, [A]],
    ['with headers as JSON', { headers: JSON.stringify({ traceparent: A }) }, [A]],
  ])('%s is read', (_what, source, expected) => {
    expect(linkTargets(linksFrom(source))).toEqual(expected.map(linkOf));
  });

  test.each<[string, unknown]>([
    ['deeper than headers', { headers: { inner: { traceparent: A } } }],
    ['in a field of another name', { cause: A }],
    ['in a body', { body: { traceparent: A } }],
    ['in JSON within JSON', JSON.stringify({ headers: JSON.stringify({ traceparent: A }) })],
    ['in the fields of a class, under a name in another case', Object.assign(new Row(''), { TraceParent: A })],
  ])('with a traceparent %s gives no link', (_what, source) => {
    expect(linksFrom(source as LinkSource)).toEqual([]);
  });

  test('is left alone if its methods only look like those of headers or of a context', () => {
    const cache = { get: jest.fn(), getValue: jest.fn(), traceparent: A };
    expect(linkTargets(linksFrom(cache))).toEqual([linkOf(A)]);
    expect(linksFrom({ headers: { get: cache.get, getValue: cache.getValue } })).toEqual([]);
    expect(cache.get).not.toHaveBeenCalled();
    expect(cache.getValue).not.toHaveBeenCalled();
  });

  test.each(['getValue', 'setValue', 'deleteValue'])('is no context if all that it lacks of one is its %s', (name) => {
    const method = jest.fn();
    const cache = { getValue: method, setValue: method, deleteValue: method, [name]: undefined, traceparent: A };
    expect(linkTargets(linksFrom(cache as LinkSource))).toEqual([linkOf(A)]);
    expect(method).not.toHaveBeenCalled();
  });

  test.each([
    ['of a class', new Entity(A)],
    ['that is plain', { ...new Entity(A) }],
  ])('%s has its trace state read in camel case too', (_what, source) => {
    expect(linksFrom(source)[0]?.context.traceState?.serialize()).toBe('vendor=1');
  });

  test('has each getter read once', () => {
    const reads = { headers: 0, traceparent: 0 };
    const source = {
      get headers() {
        reads.headers++;
        return undefined;
      },
      get traceparent() {
        reads.traceparent++;
        return [Buffer.from(B), Buffer.from(A)];
      },
    };
    expect(linkTargets(linksFrom(source))).toEqual([linkOf(A)]);
    expect(reads).toEqual({ headers: 1, traceparent: 1 });
  });
});

describe('An iterable', () => {
  function* yielding<T>(...values: T[]): Generator<T> {
    yield* values;
  }
  const both = [A, B].map(linkOf);

  test.each<[string, LinkSource, string[]]>([
    ['an array of texts', [A, B], both],
    ['an array of messages', [message(A), message(B)], both],
    ['an array of bytes', [Buffer.from(A), Buffer.from(B)] as LinkSource, both],
    ['a Set', new Set([A, B]), both],
    ['a generator', yielding(A, B), both],
    [
      "a Map's values",
      new Map([
        [1, message(A)],
        [2, message(B)],
      ]).values(),
      both,
    ],
    ['nothing at all', [], []],
    ['rows of one column', [{ traceparent: A }, { traceparent: B }], both],
    ['one row of one column', [{ traceparent: A }], [linkOf(A)]],
    ['rows of one column with a case of its own', [{ TraceParent: A }, { TraceParent: B }], both],
    ['a pair of name and value, as a carrier', [['traceparent', A]], [linkOf(A)]],
    ['two traceparents in an array of their own', [[A, B]], both],
    ['two of emit in an array of their own', [[linkOf(A), linkOf(B)]], both],
    [
      'arrays of two traceparents',
      [
        [A, B],
        [A, C],
      ],
      [A, B, C].map(linkOf),
    ],
    ['arrays of messages', [[message(A)], [message(B)]], both],
    ['Sets in a Set', new Set([new Set([A]), new Set([B])]), both],
    ['carriers in an array', [{ traceparent: A, id: 7 }, new Map([['traceparent', B]])] as LinkSource, both],
    ['pairs in an array', [[['traceparent', A]], [['traceparent', B]]], both],
    ['raw headers, names and values in turn', ['content-type', 'text/plain', 'traceparent', A], [linkOf(A)]],
    ['more than two levels', [[[A]]] as never, []],
    ['lists in the payload of a client, which are none of its messages', { Records: [[message(A)]] }, []],
  ])('is read down to two levels: %s', (_what, source, expected) => {
    expect(linkTargets(linksFrom(source))).toEqual(expected);
  });

  test('that fails half-way gives the links before the failure', () => {
    function* failing(): Generator<string> {
      yield A;
      throw new Error('the cursor is closed');
    }
    expect(linkTargets(linksFrom(failing()))).toEqual([linkOf(A)]);
  });

  test('in another iterable is not consumed if it can be read only once', () => {
    const once = yielding(A);
    expect(linkTargets(linksFrom([once, B]))).toEqual([linkOf(B)]);
    expect([...once]).toEqual([A]);
  });

  test('that can be read only once is left alone as the headers of a message', () => {
    const headers = new Headers({ traceparent: A }).entries();
    expect(linksFrom({ headers })).toEqual([]);
    expect([...headers]).toEqual([['traceparent', A]]);
  });
});
