/** The HTTP server of an application, on either platform. */
import { type INestApplication, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { Options } from './serve.js';

/** The part of a request that is read here, on either platform. */
export interface Request {
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/** Creates the application on that platform, not yet listening; with `proxies`, every instance is behind a proxy. */
export function createHttp(module: Type, { platform, proxies }: Options): Promise<INestApplication> {
  const adapter = platform === 'fastify' ? new FastifyAdapter() : new ExpressAdapter();
  return NestFactory.create(module, adapter as ExpressAdapter, {
    logger: ['error', 'fatal'],
    abortOnError: false,
    ...(proxies === true ? { instrument: { instanceDecorator: behindProxy } } : {}),
  });
}

/** Wraps an instance whose methods are called on itself, as its private members require. */
function behindProxy(instance: unknown): unknown {
  if (typeof instance !== 'object' || instance === null) return instance;
  return new Proxy(instance, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key);
      if (typeof value !== 'function' || key === 'constructor') return value;
      // by its prototype, a proxy of a method shows the metadata of that
      return new Proxy(value, {
        apply: (method, _proxy, args) => Reflect.apply(method as () => unknown, target, args),
        getPrototypeOf: (method) => method,
      });
    },
  });
}

/** Listens on a free port, and returns the address. */
export async function listen(app: INestApplication): Promise<string> {
  await app.listen(0, '127.0.0.1');
  return (await app.getUrl()).replace('[::1]', '127.0.0.1');
}
