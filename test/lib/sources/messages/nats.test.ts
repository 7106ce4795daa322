/** NATS delivers `message.headers`, a container that is asked by `get` and iterated. */
import { A, B, linkOf } from '../../../fixtures/spans.js';
import { read, testHeaders } from './message-suite.js';

/** As `MsgHdrsImpl` of @nats-io/nats-core: a missing name returns '', and names match exactly. */
class MsgHdrs {
  readonly code = 0;
  readonly description = '';
  readonly values = new Map<string, string[]>();

  constructor(headers: Readonly<Record<string, unknown>>) {
    for (const [name, value] of Object.entries(headers)) this.values.set(name, [value].flat().map(String));
  }
  get size(): number {
    return this.values.size;
  }
  get(name: string): string {
    return this.values.get(name)?.[0] ?? '';
  }
  has(name: string): boolean {
    return this.values.has(name);
  }
  keys(): string[] {
    return [...this.values.keys()];
  }
  [Symbol.iterator](): IterableIterator<[string, string[]]> {
    return this.values.entries();
  }
}

/** As `MsgImpl`: everything is a getter of the class. */
class Msg {
  readonly #headers: MsgHdrs | undefined;
  constructor(headers?: MsgHdrs) {
    this.#headers = headers;
  }
  get headers(): MsgHdrs | undefined {
    return this.#headers;
  }
}

describe('A message of NATS', () => {
  testHeaders((headers) => new Msg(new MsgHdrs(headers)), 'text');

  test('without headers gives no link', () => {
    expect(read(new Msg())).toEqual([]);
  });

  test('has its headers as a source too', () => {
    expect(read(new MsgHdrs({ traceparent: A }))).toEqual([linkOf(A)]);
    expect(read([new MsgHdrs({ Traceparent: A }), new MsgHdrs({}), new MsgHdrs({ traceparent: B })])).toEqual(
      [A, B].map(linkOf),
    );
  });

  test('is read by the last valid value of a name given in two cases', () => {
    expect(read(new Msg(new MsgHdrs({ Traceparent: [B, A, 'bad'] })))).toEqual([linkOf(A)]);
  });
});
