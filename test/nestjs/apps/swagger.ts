/** The OpenAPI document of controllers whose methods have our decorators above and below Swagger's. */
import { Body, Controller, Get, Module, Param, ParseIntPipe, Post, Query } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiCreatedResponse,
  ApiExcludeEndpoint,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiProperty,
  ApiQuery,
  ApiTags,
  DocumentBuilder,
  SwaggerModule,
} from '@nestjs/swagger';
import { LinkFrom, Span, SpanGuard, Traced } from 'spanlink';
import { createHttp, listen } from './http-platform.js';
import { serve } from './serve.js';

class Item {
  @ApiProperty({ example: 'pear' })
  name!: string;

  @ApiProperty({ minimum: 1 })
  count!: number;

  @Span()
  total(): number {
    return this.count;
  }
}

@ApiTags('above')
@Controller('above')
class Above {
  @Span()
  @LinkFrom((_: number, expand: string) => expand)
  @ApiOperation({ summary: 'One order', operationId: 'oneOrder' })
  @ApiParam({ name: 'id', description: 'its number' })
  @ApiQuery({ name: 'expand', required: false })
  @ApiHeader({ name: 'x-tenant' })
  @ApiBearerAuth()
  @ApiOkResponse({ type: Item })
  @Get(':id')
  one(@Param('id', ParseIntPipe) _id: number, @Query('expand') _expand: string, _span = SpanGuard.current()): Item {
    return new Item();
  }

  @Span()
  @ApiBody({ type: [Item] })
  @ApiCreatedResponse({ type: Item, isArray: true })
  @Post()
  async all(@Body() items: Item[]): Promise<Item[]> {
    return items;
  }

  // documented by the types of the parameters alone
  @Span()
  @Post('plain')
  plain(@Body() item: Item): number {
    return item.count;
  }

  @Span()
  @ApiExcludeEndpoint()
  @Get('hidden/:id')
  hidden(): void {}
}

@ApiTags('below')
@Controller('below')
class Below {
  @ApiOperation({ summary: 'One order' })
  @ApiParam({ name: 'id', description: 'its number' })
  @ApiQuery({ name: 'expand', required: false })
  @ApiHeader({ name: 'x-tenant' })
  @ApiBearerAuth()
  @ApiOkResponse({ type: Item })
  @Get(':id')
  @LinkFrom((_: number, expand: string) => expand)
  @Span()
  one(@Param('id', ParseIntPipe) _id: number, @Query('expand') _expand: string, _span = SpanGuard.current()): Item {
    return new Item();
  }

  @ApiBody({ type: [Item] })
  @ApiCreatedResponse({ type: Item, isArray: true })
  @Post()
  @Span()
  async all(@Body() items: Item[]): Promise<Item[]> {
    return items;
  }

  @Post('plain')
  @Span()
  plain(@LinkFrom() @Body() item: Item): number {
    return item.count;
  }

  @ApiExcludeEndpoint()
  @Get('hidden/:id')
  @Span()
  hidden(): void {}
}

@Traced()
@ApiTags('traced')
@Controller('traced')
class OfAClass {
  @ApiOkResponse({ type: Item })
  @Get(':id')
  one(@Param('id') _id: string): Item {
    return new Item();
  }
}

@Module({ controllers: [Above, Below, OfAClass] })
class AppModule {}

serve(async (options) => {
  const app = await createHttp(AppModule, options);
  const document = SwaggerModule.createDocument(app, new DocumentBuilder().setTitle('Orders').addBearerAuth().build());
  // its page needs a package of each platform
  SwaggerModule.setup('api', app, document, { ui: false });
  return { url: await listen(app), acts: { document: () => document }, close: () => app.close() };
});
