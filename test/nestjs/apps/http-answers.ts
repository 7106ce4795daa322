/** Everything that a handler may return, one short method each, own, inherited or from services. */
import {
  applyDecorators,
  Controller,
  Get,
  type MessageEvent,
  Module,
  NotFoundException,
  Res,
  Sse,
  StreamableFile,
} from '@nestjs/common';
import { ContextIdFactory, ModuleRef } from '@nestjs/core';
import { from, map, Observable, of, throwError } from 'rxjs';
import { Span, SpanGuard, traced } from 'spanlink';
import { createHttp, listen } from './http-platform.js';
import { Background, Query, Store, Visitor } from './http-services.js';
import { Thrown } from './http-thrown.js';
import { serve } from './serve.js';

/** Ours and Nest's in one. */
const TracedGet = (path: string): MethodDecorator =>
  applyDecorators(Get(path), Span({ attributes: { composed: true } }));

abstract class Catalogue {
  protected readonly prefix: string = 'catalogue';

  @Span()
  @Get('inherited')
  inherited(): string {
    return `${this.prefix} inherited`;
  }

  @Get('overridden')
  @Span()
  overridden(): string {
    return `${this.prefix} overridden`;
  }

  @Span()
  @Span({ attributes: { again: true } })
  @Get('repeated')
  repeated(): string {
    return 'repeated';
  }
}

@Controller('answers')
class Answers extends Catalogue {
  protected override readonly prefix = 'answers';
  readonly #store: Store;
  readonly #visitor: Visitor;
  readonly #background: Background;

  constructor(store: Store, visitor: Visitor, background: Background) {
    super();
    this.#store = store;
    this.#visitor = visitor;
    this.#background = background;
  }

  @Span()
  @Get('overridden')
  override overridden(): string {
    return `${super.overridden()} again`;
  }

  @TracedGet('composed')
  composed(): string {
    return 'composed';
  }

  @Span()
  @Get('background')
  async background(): Promise<string> {
    return this.#background.ship();
  }

  @Span()
  @Get('visitor')
  visitor(): string {
    return this.#visitor.name();
  }

  @Span()
  @Get('lazy')
  async lazy(): Promise<unknown> {
    const query = this.#store.find().where('a').where('b');
    const before = Query.asked;
    return { rows: await query, asked: Query.asked - before };
  }

  // handed to Nest, which waits for it
  @Get('lazy-result')
  @Span()
  lazyResult(): Query {
    return this.#store.find().where('a');
  }

  @Span()
  @Get('private')
  private(): unknown {
    return [this.#store.secret(), Store.shared()];
  }

  @Span()
  @Get('promised')
  promised(): Promise<string[]> {
    return this.#store.promised();
  }

  @Span()
  @Get('generated')
  async generated(): Promise<string[]> {
    const all = [...this.#store.labels()];
    for await (const page of this.#store.pages()) all.push(page);
    return all;
  }

  @Span()
  @Get('file')
  file(): StreamableFile {
    return new StreamableFile(this.#store.stream(), {
      type: 'text/csv',
      disposition: 'attachment; filename="rows.csv"',
    });
  }

  @Get('file-later')
  @Span()
  async fileLater(): Promise<StreamableFile> {
    return new StreamableFile(Buffer.from('three'));
  }

  @Span()
  @Sse('events')
  events(): Observable<MessageEvent> {
    return from([1, 2]).pipe(map((id) => ({ id: String(id), data: { id } })));
  }

  @Sse('events-later')
  @Span()
  async eventsLater(): Promise<Observable<MessageEvent>> {
    return of({ data: 'later' });
  }

  @Span()
  @Get('observed')
  observed(): Observable<string> {
    return from(['first', 'last']);
  }

  @Get('observed-error')
  @Span()
  observedError(): Observable<never> {
    return throwError(() => new NotFoundException('observed'));
  }

  @Span()
  @Get('response')
  response(@Res() response: { send(body: string): void }): void {
    response.send('by the response');
  }

  @Get('pass-through')
  @Span()
  passThrough(@Res({ passthrough: true }) response: { header(name: string, value: string): void }): string {
    response.header('x-passed', 'through');
    return 'passed through';
  }

  @Span()
  @Get('nothing')
  nothing(): void {
    SpanGuard.current().addEvent('nothing');
  }
}

@Module({ controllers: [Answers, Thrown], providers: [Store, Visitor, Background] })
class AppModule {}

serve(async (options) => {
  const app = await createHttp(AppModule, options);
  const passed: string[] = [];
  // a function of four parameters handles errors in Express, and one of three is middleware
  if (options.platform === 'express') {
    app.use(
      '/arity',
      traced(function three(_request: unknown, _response: unknown, next: (error: unknown) => void) {
        passed.push('three');
        next('handed on');
      }),
    );
    app.use(
      '/arity',
      traced(function four(error: unknown, _request: unknown, response: { end(text: string): void }, _next: unknown) {
        passed.push(`four ${String(error)}`);
        response.end('handled');
      }),
    );
  }
  const methods = async (): Promise<unknown> => {
    const scoped = await app.get(ModuleRef).resolve(Visitor, ContextIdFactory.create(), { strict: false });
    const names = Object.getOwnPropertyNames(Visitor.prototype);
    return [Visitor.made, names, typeof scoped.name, Store.prototype.find.name];
  };
  return { url: await listen(app), acts: { passed: () => passed, methods }, close: () => app.close() };
});
