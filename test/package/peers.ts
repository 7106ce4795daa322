/** The optional peers, by what a project has beside the package, and a program for each. */
/** What a project has, beside the package and OpenTelemetry's API. */
export interface Beside {
  readonly name: string;
  /** The names of packages. */
  readonly packages: readonly string[];
  /** The program below `projects`. */
  readonly file: string;
  /** Whether the resolution of Node 10 finds the packages, which know no `exports` then. */
  readonly isFoundByNode10: boolean;
}

const NEST = ['common', 'core', 'microservices'].map((name) => `@nestjs/${name}`);
const beside = (name: string, packages: readonly string[], file: string, isFoundByNode10 = true): Beside => ({
  ...{ name, packages, file, isFoundByNode10 },
});

/** A project for each peer, with those that it needs itself. */
export const PEERS: readonly Beside[] = [
  beside("OpenTelemetry's SDK", ['@opentelemetry/sdk-trace-node'], 'peers/sdk.ts'),
  beside('propagators', ['@opentelemetry/propagator-b3', '@opentelemetry/propagator-jaeger'], 'core.ts'),
  beside('reflect-metadata', ['reflect-metadata'], 'core.ts'),
  beside('RxJS', ['rxjs'], 'peers/rxjs.ts'),
  beside('NestJS', [...NEST, 'rxjs', 'reflect-metadata'], 'peers/nestjs.ts'),
  beside('BullMQ', ['bullmq'], 'peers/bullmq.ts'),
  beside('Temporal', ['@temporalio/workflow'], 'peers/temporal.ts'),
  beside('MCP SDK 1', ['@modelcontextprotocol/sdk'], 'peers/mcp-1.ts', false),
  beside('MCP SDK 2', ['@modelcontextprotocol/client', '@modelcontextprotocol/server'], 'peers/mcp-2.ts', false),
];

/** The folder in the repository of a package, in the version that a project of such modules finds. */
export const folderOf = (name: string, modules: 'esm' | 'cjs'): string =>
  // NestJS 12 is modules of ES alone
  modules === 'cjs' && name.startsWith('@nestjs/')
    ? `test/nestjs/nest-11/node_modules/${name}`
    : `node_modules/${name}`;
