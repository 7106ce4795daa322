/**
 * Handlers that give streams, which Nest 12 sends as they come: two controllers that differ in the order of decorators
 * alone.
 */
import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { Controller, Get, Module } from '@nestjs/common';
import { inSpan, Span, Traced } from 'spanlink';
import { answerOf, createHttp, listen } from './http-platform.js';
import { outcomeOf, run } from './run.js';

let closed = (): void => {};

function chunk(text: string): string {
  return inSpan(`chunk ${text}`, () => `${text},`);
}

@Controller('above')
class Above {
  @Span()
  @Get('generated')
  async *generated(): AsyncGenerator<string> {
    yield chunk('above one');
    await setImmediate();
    yield chunk('above two');
  }

  @Span()
  @Get('broken')
  async *broken(): AsyncGenerator<string> {
    yield chunk('above first');
    throw new Error('broken');
  }

  // without an end, until the client goes away
  @Span()
  @Get('endless')
  async *endless(): AsyncGenerator<string> {
    try {
      for (;;) {
        yield 'more';
        await setImmediate();
      }
    } finally {
      closed();
    }
  }

  @Span()
  @Get('readable')
  readable(): Readable {
    return Readable.from(['one,', 'two']);
  }

  @Span()
  @Get('readable-later')
  async readableLater(): Promise<Readable> {
    return Readable.from(['later']);
  }

  @Span()
  @Get('readable-broken')
  readableBroken(): Readable {
    return new Readable({
      read() {
        this.destroy(new Error('unreadable'));
      },
    });
  }

  @Span()
  @Get('web')
  web(): unknown {
    return new Blob(['web']).stream();
  }

  @Span()
  @Get('response')
  response(): unknown {
    return new Response('fetched', { status: 203, headers: { 'x-web': 'yes' } });
  }
}

@Traced()
@Controller('below')
class Below {
  @Get('generated')
  @Span()
  async *generated(): AsyncGenerator<string> {
    yield chunk('below one');
    await setImmediate();
    yield chunk('below two');
  }

  @Get('broken')
  @Span()
  async *broken(): AsyncGenerator<string> {
    yield chunk('below first');
    throw new Error('broken');
  }

  @Get('endless')
  @Span()
  async *endless(): AsyncGenerator<string> {
    try {
      for (;;) {
        yield 'more';
        await setImmediate();
      }
    } finally {
      closed();
    }
  }

  @Get('readable')
  readable(): Readable {
    return Readable.from(['one,', 'two']);
  }

  @Get('readable-later')
  async readableLater(): Promise<Readable> {
    return Readable.from(['later']);
  }

  @Get('readable-broken')
  readableBroken(): Readable {
    return new Readable({
      read() {
        this.destroy(new Error('unreadable'));
      },
    });
  }

  @Get('web')
  web(): unknown {
    return new Blob(['web']).stream();
  }

  @Get('response')
  response(): unknown {
    return new Response('fetched', { status: 203, headers: { 'x-web': 'yes' } });
  }
}

@Module({ controllers: [Above, Below] })
class AppModule {}

/** Reads a first chunk and goes away; whether the handler saw that. */
async function leave(url: string): Promise<string> {
  const seen = new Promise<void>((resolve) => (closed = resolve));
  const abort = new AbortController();
  const { body } = await fetch(url, { signal: abort.signal });
  await body?.getReader().read();
  abort.abort();
  await seen;
  return 'closed';
}

run(async (options) => {
  const app = await createHttp(AppModule, options);
  const url = await listen(app);
  const results: Record<string, unknown> = {};
  for (const place of ['above', 'below']) {
    for (const path of ['generated', 'broken', 'readable', 'readable-later', 'readable-broken', 'web', 'response']) {
      results[`${place} ${path}`] = await outcomeOf(() => answerOf(`${url}/${place}/${path}`));
    }
    // Fastify does not tell a handler that its client has gone
    if (options.platform === 'express') results[`${place} endless`] = await leave(`${url}/${place}/endless`);
  }
  await app.close();
  return results;
});
