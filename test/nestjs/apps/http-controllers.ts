/**
 * Controllers with everything that Nest reads from their methods; our decorators stand above the framework's, and
 * below. The two are the same but for that, and are read side by side.
 */
import type { ServerResponse } from 'node:http';
import {
  Body,
  Controller,
  Get,
  Header,
  Headers,
  HttpCode,
  type MiddlewareConsumer,
  Module,
  type NestModule,
  Param,
  Post,
  Query,
  Redirect,
  Req,
  UseFilters,
  UseGuards,
  UseInterceptors,
  UsePipes,
  Version,
  VersioningType,
} from '@nestjs/common';
import { trace } from '@opentelemetry/api';
import { LinkFrom, Span, SpanGuard } from 'spanlink';
import {
  Audit,
  CacheFor,
  Causes,
  Checked,
  Enveloped,
  OutOfStock,
  OutOfStockFilter,
  PlaceOrder,
  Roles,
  RolesGuard,
  Tenant,
} from './http-parts.js';
import { createHttp, listen, type Request } from './http-platform.js';
import { serve } from './serve.js';

@Controller({ path: 'above', version: '1' })
@UseGuards(RolesGuard)
@UseInterceptors(Enveloped)
class Above {
  @Span({ attributes: (id: number) => ({ id }) })
  @Get('orders/:id')
  @Roles('clerk')
  @CacheFor(60)
  @UsePipes(Checked)
  one(
    @Param('id') id: number,
    @Query('expand') expand: string,
    @Tenant() tenant: string,
    @Tenant(true) capitals: string,
    span = SpanGuard.current(),
  ): unknown {
    span.setAttribute('tenant', tenant);
    return { id, expand, tenant, capitals };
  }

  @Span()
  @Version('2')
  @Get('orders/:id')
  async oneOfTwo(@Param('id') id: string): Promise<string> {
    return `second ${id}`;
  }

  @Span()
  @Post('orders')
  @HttpCode(202)
  @Header('x-orders', 'placed')
  place(@Body(Checked) order: PlaceOrder, @Body('item') item: string): unknown {
    return { total: order.total(), item };
  }

  @Span()
  @Get('moved')
  @Redirect('/elsewhere', 301)
  moved(): unknown {
    return { url: '/above/orders/1', statusCode: 307 };
  }

  @Span()
  @Get('stock')
  @UseFilters(OutOfStockFilter)
  async stock(): Promise<never> {
    throw new OutOfStock('apples');
  }

  @LinkFrom(0, { relation: 'origin' })
  @Get('from-headers')
  fromHeaders(@Headers() headers: Request['headers']): boolean {
    return headers.traceparent !== undefined;
  }

  @LinkFrom((_: string, request: Request) => request)
  @Get('from-request/:id')
  fromRequest(@Param('id') id: string, @Req() _request: Request): string {
    return id;
  }

  @Span({ parent: (headers: Request['headers']) => headers })
  @Get('continued')
  continued(@Headers() headers: Request['headers']): boolean {
    return headers.traceparent !== undefined;
  }

  @Span()
  @Get('from-custom')
  fromCustom(@LinkFrom({ relation: 'batch_item' }) @Causes() causes: string[]): number {
    return causes.length;
  }
}

@Controller({ path: 'below', version: '1' })
@UseGuards(RolesGuard)
@UseInterceptors(Enveloped)
class Below {
  @Get('orders/:id')
  @Roles('clerk')
  @CacheFor(60)
  @UsePipes(Checked)
  @Span({ attributes: (id: number) => ({ id }) })
  one(
    @Param('id') id: number,
    @Query('expand') expand: string,
    @Tenant() tenant: string,
    @Tenant(true) capitals: string,
    span = SpanGuard.current(),
  ): unknown {
    span.setAttribute('tenant', tenant);
    return { id, expand, tenant, capitals };
  }

  @Version('2')
  @Get('orders/:id')
  @Span()
  async oneOfTwo(@Param('id') id: string): Promise<string> {
    return `second ${id}`;
  }

  @Post('orders')
  @HttpCode(202)
  @Header('x-orders', 'placed')
  @Span()
  place(@Body(Checked) order: PlaceOrder, @Body('item') item: string): unknown {
    return { total: order.total(), item };
  }

  @Get('moved')
  @Redirect('/elsewhere', 301)
  @Span()
  moved(): unknown {
    return { url: '/above/orders/1', statusCode: 307 };
  }

  @Get('stock')
  @UseFilters(OutOfStockFilter)
  @Span()
  async stock(): Promise<never> {
    throw new OutOfStock('apples');
  }

  @Get('from-headers')
  @LinkFrom(0, { relation: 'origin' })
  fromHeaders(@Headers() headers: Request['headers']): boolean {
    return headers.traceparent !== undefined;
  }

  @Get('from-request/:id')
  @LinkFrom((_: string, request: Request) => request)
  fromRequest(@Param('id') id: string, @Req() _request: Request): string {
    return id;
  }

  @Get('continued')
  @Span({ parent: (headers: Request['headers']) => headers })
  continued(@Headers() headers: Request['headers']): boolean {
    return headers.traceparent !== undefined;
  }

  // nothing else of ours
  @Get('from-custom')
  fromCustom(@Causes() @LinkFrom({ relation: 'batch_item' }) causes: string[]): number {
    return causes.length;
  }
}

/** Opens the span of each request, as an instrumentation of HTTP does. */
function serverSpan(_request: unknown, response: ServerResponse, next: () => void): void {
  trace.getTracer('server').startActiveSpan('request', (span) => {
    response.once('finish', () => span.end());
    next();
  });
}

@Module({ controllers: [Above, Below] })
class AppModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(Audit).forRoutes(Above, Below);
  }
}

serve(async (options) => {
  const app = await createHttp(AppModule, options);
  app.use(serverSpan);
  app.enableVersioning({ type: VersioningType.URI });
  return { url: await listen(app), close: () => app.close() };
});
