/** A class with a decorated method of every kind. */
import { Span } from 'spanlink';

export const sign = Symbol('sign');

export class Orders {
  static #count = 0;
  readonly #prefix: string;
  amount = 7;

  constructor(prefix = 'order') {
    this.#prefix = prefix;
  }

  @Span()
  place(id: string, _amount: number, ..._rest: unknown[]): string {
    return `${this.#prefix} ${id}`;
  }

  @Span()
  async placeLater(_id: string): Promise<void> {}

  @Span()
  *items(): Generator<number> {
    yield this.amount;
  }

  @Span()
  async *pages(): AsyncGenerator<number> {
    yield this.amount;
  }

  @Span()
  static create(): Orders {
    Orders.#count++;
    return new this();
  }

  static get count(): number {
    return Orders.#count;
  }

  @Span()
  [sign](): number {
    return this.amount;
  }

  @Span()
  self(): this {
    return this;
  }

  untouched(id: string, amount: number): string {
    return id.repeat(amount);
  }
}
