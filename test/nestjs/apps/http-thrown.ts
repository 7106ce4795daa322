/** A controller that throws everything that can be thrown. */
import { Controller, Get, HttpException, NotFoundException, Res } from '@nestjs/common';
import { Span } from 'spanlink';

const THROWN: Readonly<Record<string, unknown>> = {
  http: new NotFoundException('no such order'),
  teapot: new HttpException({ tea: 'pot' }, 418),
  error: new Error('broken'),
  text: 'text',
  null: null,
  undefined,
  object: { statusCode: 402, message: 'pay first' },
};

@Controller('thrown')
export class Thrown {
  @Span()
  @Get('sync/:what')
  sync(@Res({ passthrough: true }) response: { req?: unknown; request?: unknown }): never {
    throw THROWN[whatOf(response)];
  }

  @Get('async/:what')
  @Span()
  async async(@Res({ passthrough: true }) response: { req?: unknown; request?: unknown }): Promise<never> {
    await Promise.resolve();
    throw THROWN[whatOf(response)];
  }

  @Span({ isError: (error) => !(error instanceof HttpException) })
  @Get('expected')
  expected(): never {
    throw THROWN.http;
  }
}

function whatOf({ req, request }: { req?: unknown; request?: unknown }): string {
  return String(((req ?? request) as { params: { what: string } }).params.what);
}
