/**
 * Handlers that return streams, which Nest 12 sends as they come: two controllers that differ in the order of
 * decorators alone.
 */
import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { Controller, Get, Module } from '@nestjs/common';
import { inSpan, Span, Traced } from 'spanlink';
import { createHttp, listen } from './http-platform.js';
import { serve } from './serve.js';

let closed = (): void => {};
let nextClosed = new Promise<void>((resolve) => (closed = resolve));

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

/** Waits until a handler has seen that its client went away. */
async function whenClosed(): Promise<string> {
  await nextClosed;
  nextClosed = new Promise<void>((resolve) => (closed = resolve));
  return 'closed';
}

serve(async (options) => {
  const app = await createHttp(AppModule, options);
  return { url: await listen(app), acts: { whenClosed }, close: () => app.close() };
});
