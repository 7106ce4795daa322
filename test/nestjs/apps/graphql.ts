/** Resolvers: queries, mutations and fields, with our decorators above the framework's, and below. */
import { Module, SetMetadata, UseFilters, UseGuards, UseInterceptors, UsePipes } from '@nestjs/common';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import {
  Args,
  Context,
  GraphQLModule,
  GraphQLSchemaHost,
  Info,
  Int,
  Mutation,
  Parent,
  Query,
  ResolveField,
  Resolver,
  Subscription,
} from '@nestjs/graphql';
import { type GraphQLResolveInfo, type GraphQLSchema, parse, printSchema, subscribe } from 'graphql';
import { inSpan, LinkFrom, Span, SpanGuard, Traced } from 'spanlink';
import {
  Doubled,
  Item,
  Order,
  OrderInput,
  OutOfStock,
  OutOfStockFilter,
  RolesGuard,
  Shouted,
} from './graphql-parts.js';
import { createHttp, listen, type Request } from './http-platform.js';
import { serve } from './serve.js';

@Resolver(() => Order)
class Above {
  @Span({ attributes: (id: number) => ({ id }) })
  @Query(() => Order)
  @UsePipes(Doubled)
  above(
    @Args('id', { type: () => Int }) id: number,
    @Info() info: GraphQLResolveInfo,
    span = SpanGuard.current(),
  ): Order {
    span.setAttribute('field', info.fieldName);
    return { id };
  }

  @Span()
  @Query(() => String)
  @UseGuards(RolesGuard)
  @SetMetadata('role', 'clerk')
  @UseInterceptors(Shouted)
  async guardedAbove(): Promise<string> {
    return 'guarded';
  }

  @LinkFrom((_: OrderInput, { req }: { req: Request }) => req.headers)
  @Mutation(() => Order)
  @UseFilters(OutOfStockFilter)
  placeAbove(@Args('input') { item }: OrderInput, @Context() _context: { req: Request }): Order {
    if (item === 'none') throw new OutOfStock(item);
    return { id: item.length };
  }

  @Span()
  @ResolveField(() => [Item])
  itemsAbove(@Parent() { id }: Order): Item[] {
    return [{ name: `item of ${id}` }];
  }

  @Span()
  @Subscription(() => Int)
  async *watchAbove(@Args('count', { type: () => Int }) count: number): AsyncGenerator<Record<string, number>> {
    for (let id = 1; id <= count; id++) yield { watchAbove: await this.#numbered(id) };
  }

  #numbered(id: number): Promise<number> {
    return inSpan(`Above number ${id}`, () => Promise.resolve(id));
  }
}

@Resolver(() => Order)
class Below {
  @Query(() => Order)
  @UsePipes(Doubled)
  @Span({ attributes: (id: number) => ({ id }) })
  below(
    @Args('id', { type: () => Int }) id: number,
    @Info() info: GraphQLResolveInfo,
    span = SpanGuard.current(),
  ): Order {
    span.setAttribute('field', info.fieldName);
    return { id };
  }

  @Query(() => String)
  @UseGuards(RolesGuard)
  @SetMetadata('role', 'clerk')
  @UseInterceptors(Shouted)
  @Span()
  async guardedBelow(): Promise<string> {
    return 'guarded';
  }

  @Mutation(() => Order)
  @UseFilters(OutOfStockFilter)
  @LinkFrom((_: OrderInput, { req }: { req: Request }) => req.headers)
  placeBelow(@Args('input') { item }: OrderInput, @Context() _context: { req: Request }): Order {
    if (item === 'none') throw new OutOfStock(item);
    return { id: item.length };
  }

  @ResolveField(() => [Item])
  @Span()
  itemsBelow(@Parent() { id }: Order): Item[] {
    return [{ name: `item of ${id}` }];
  }

  @Subscription(() => Int)
  @Span()
  async *watchBelow(@Args('count', { type: () => Int }) count: number): AsyncGenerator<Record<string, number>> {
    for (let id = 1; id <= count; id++) yield { watchBelow: await this.#numbered(id) };
  }

  #numbered(id: number): Promise<number> {
    return inSpan(`Below number ${id}`, () => Promise.resolve(id));
  }
}

@Traced()
@Resolver(() => Item)
class Items {
  @ResolveField(() => Int)
  length(@Parent() { name }: Item): number {
    return name.length;
  }
}

@Module({
  imports: [
    GraphQLModule.forRoot<ApolloDriverConfig>({
      driver: ApolloDriver,
      autoSchemaFile: true,
      includeStacktraceInErrorResponses: false,
      playground: false,
    }),
  ],
  providers: [Above, Below, Items],
})
class AppModule {}

/** Returns all values of a subscription, read as a transport would. */
async function watch(schema: GraphQLSchema, query: string): Promise<unknown> {
  const answers = await subscribe({ schema, document: parse(query), contextValue: { req: { headers: {} } } });
  if (!(Symbol.asyncIterator in answers)) return answers;
  const all: unknown[] = [];
  for await (const answer of answers) all.push(answer);
  return all;
}

serve(async (options) => {
  const app = await createHttp(AppModule, options);
  const url = await listen(app);
  const { schema } = app.get(GraphQLSchemaHost);
  return {
    url,
    acts: { schema: () => printSchema(schema), subscribe: (query: string) => watch(schema, query) },
    close: () => app.close(),
  };
});
