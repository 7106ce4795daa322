/** An application with all that nestjs-otel offers for spans, and a run of it that prints the spans it exported. */

/** The sources by their path. */
export const FIXTURE: Readonly<Record<string, string>> = {
  'package.json': '{ "type": "module", "private": true }',
  'tsconfig.json': JSON.stringify({
    compilerOptions: {
      target: 'ES2022',
      module: 'NodeNext',
      strict: true,
      exactOptionalPropertyTypes: true,
      experimentalDecorators: true,
      emitDecoratorMetadata: true,
      skipLibCheck: true,
      types: ['node'],
      rootDir: 'src',
      outDir: 'out',
    },
    include: ['src'],
  }),
  'src/books.service.ts': `import { Injectable } from '@nestjs/common';
import { SpanKind } from '@opentelemetry/api';
import { Span } from 'nestjs-otel';

export interface Book {
  id: number;
  title: string;
}

const FIND = 'books.find';

@Injectable()
export class BooksService {
  @Span()
  all(): Book[] {
    return [{ id: 1, title: 'one' }, { id: 2, title: 'two' }];
  }

  @Span(FIND, (id, title) => ({ attributes: { 'book.id': id, 'book.title': title }, kind: SpanKind.CLIENT }))
  async find(id: number, title: string): Promise<Book> {
    return this.all().find((book) => book.id === id) ?? { id, title };
  }

  // the name is the method's
  @Span((book) => {
    const title = book.title.toUpperCase();
    return { attributes: { title }, root: true };
  })
  store(book: Book): string {
    return \`stored \${book.title}\`;
  }

  @Span({
    kind: SpanKind.PRODUCER,
    onResult: (result) => ({ attributes: { 'books.count': result.length } }),
  })
  async list(): Promise<Book[]> {
    return this.all();
  }

  @Span('books.first', {
    onResult(result) {
      if (result === undefined) return;
      return { attributes: { 'book.title': result.title } };
    },
  })
  first(): Book | undefined {
    return this.all()[0];
  }

  @Span({ onResult: describeResult, attributes: { by: 'a function elsewhere' } })
  last(): Book | undefined {
    return this.all().at(-1);
  }

  @Span()
  async fail(): Promise<never> {
    throw new TypeError('no such book');
  }
}

function describeResult(book: Book | undefined) {
  return { attributes: { 'book.id': book?.id ?? 0 } };
}
`,
  'src/shelves.service.ts': `import { Injectable } from '@nestjs/common';
import { SpanKind } from '@opentelemetry/api';
import * as otel from 'nestjs-otel';

@Injectable()
@otel.Traceable({ kind: SpanKind.SERVER })
export class ShelvesService {
  count(): number {
    return this.weigh(3);
  }

  weigh(books: number): number {
    return books * 2;
  }
}
`,
  'src/loans.service.ts': `import { Injectable } from '@nestjs/common';
import { Span as Timed, Traceable as Watched } from 'nestjs-otel';

@Watched()
@Injectable()
export class LoansService {
  lend(days: number): string {
    return \`for \${days}\`;
  }
}

export class Returns {
  @Timed(\`returns.\${1 + 1}\`)
  take(): void {}
}
`,
  'src/app.module.ts': `import { Module } from '@nestjs/common';
import { OpenTelemetryModule } from 'nestjs-otel';
import { BooksService } from './books.service.js';
import { LoansService } from './loans.service.js';
import { ShelvesService } from './shelves.service.js';

@Module({
  imports: [OpenTelemetryModule.forRoot({ metrics: { hostMetrics: false } })],
  providers: [BooksService, LoansService, ShelvesService],
})
export class AppModule {}
`,
  'src/main.ts': `import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { AppModule } from './app.module.js';
import { BooksService } from './books.service.js';
import { LoansService, Returns } from './loans.service.js';
import { ShelvesService } from './shelves.service.js';

const exporter = new InMemorySpanExporter();
new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).register();
const app = await NestFactory.createApplicationContext(AppModule, { logger: false });
const books = app.get(BooksService);
await books.find(2, 'two');
books.store({ id: 3, title: 'three' });
await books.list();
books.first();
books.last();
await books.fail().catch(() => undefined);
app.get(ShelvesService).count();
app.get(LoansService).lend(4);
new Returns().take();
await app.close();

const spans = exporter.getFinishedSpans();
const nameOf = (id: string | undefined) => spans.find((span) => span.spanContext().spanId === id)?.name;
console.log(
  JSON.stringify(
    spans.map(({ name, kind, attributes, status, events, parentSpanContext: parent }) => ({
      name,
      kind,
      attributes: Object.fromEntries(Object.entries(attributes).filter(([key]) => key !== 'error.type')),
      status,
      events: events.map((event) => [event.name, event.attributes?.['exception.message']]),
      parent: nameOf(parent?.spanId) ?? null,
    })),
  ),
);
`,
};
