/** Packages that pages use and that are not installed here, as far as they are used and as their own types have it. */
declare module 'next' {
  export interface NextConfig {
    serverExternalPackages?: string[];
    experimental?: { serverMinification?: boolean };
  }
}

declare module 'next/server' {
  export function after(task: Promise<unknown> | (() => unknown)): void;
}

declare module '@fastify/otel' {
  import type { InstrumentationBase, InstrumentationConfig } from '@opentelemetry/instrumentation';
  export const FastifyOtelInstrumentation: new (
    config?: InstrumentationConfig & { registerOnInitialization?: boolean },
  ) => InstrumentationBase;
}

declare module 'unplugin-swc' {
  import type { Plugin } from 'vite';
  import type { Options } from '@swc/core';
  const swc: { vite(options?: Options): Plugin };
  export default swc;
}

declare module 'vitest/config' {
  import type { UserConfig } from 'vite';
  export function defineConfig(config: UserConfig & { test?: Record<string, unknown> }): UserConfig;
}

declare module 'vitest' {
  export interface Matchers<T> {
    toBe(expected: T): void;
    toEqual(expected: unknown): void;
  }
  export const expect: {
    <T>(actual: T): Matchers<T>;
    extend(matchers: Readonly<Record<string, unknown>>): void;
  };
  export function test(title: string, body: () => Promise<void> | void): void;
  export function afterEach(body: () => unknown): void;
  export function afterAll(body: () => unknown): void;
}
