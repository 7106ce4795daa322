/** Services that are lazy, private, scoped, generating, streaming, and that start work of their own. */
import { Readable } from 'node:stream';
import { Inject, Injectable, type OnApplicationBootstrap, Scope } from '@nestjs/common';
import { REQUEST } from '@nestjs/core';
import { Span, Traced } from 'spanlink';
import type { Request } from './http-platform.js';

/** A query builder: it asks the database when somebody waits for it. */
export class Query implements PromiseLike<string[]> {
  static asked = 0;
  readonly #conditions: string[] = [];

  where(condition: string): this {
    this.#conditions.push(condition);
    return this;
  }

  then<Result>(resolve: (rows: string[]) => Result | PromiseLike<Result>): Promise<Result> {
    Query.asked++;
    return Promise.resolve(this.#conditions).then(resolve);
  }
}

@Injectable()
@Traced({ exclude: ['secret'] })
export class Store {
  readonly #rows = ['pear', 'plum'];
  #secret(): string {
    return `secret of ${this.#rows.length}`;
  }

  secret(): string {
    return this.#secret();
  }

  find(): Query {
    return new Query();
  }

  promised(): Promise<string[]> {
    return new Promise((resolve) => setImmediate(() => resolve(this.#rows)));
  }

  async *pages(): AsyncGenerator<string> {
    for (const row of this.#rows) {
      await new Promise(setImmediate);
      yield this.label(row);
    }
  }

  stream(): Readable {
    return Readable.from(['one,', 'two'].map((text) => Buffer.from(text)));
  }

  *labels(): Generator<string> {
    for (const row of this.#rows) yield this.label(row);
  }

  label(row: string): string {
    return `<${row}>`;
  }

  static shared(): string {
    return `static of ${this.name}`;
  }
}

/** Starts work that outlives the request: a trace of its own. */
@Injectable()
export class Background implements OnApplicationBootstrap {
  @Span({ linkCaller: 'both' })
  async ship(): Promise<string> {
    await new Promise(setImmediate);
    return 'shipped';
  }

  @Span()
  onApplicationBootstrap(): void {}
}

/** A provider for each request. */
@Injectable({ scope: Scope.REQUEST })
export class Visitor {
  static made = 0;
  readonly #request: Request;

  constructor(@Inject(REQUEST) request: Request) {
    this.#request = request;
    Visitor.made++;
  }

  @Span()
  name(): string {
    return this.#request.headers['x-name'] ?? 'nobody';
  }
}
