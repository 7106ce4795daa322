/** What carries the HTTP of an application, and the requests that drive it. */
import { type INestApplication, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { Options } from './run.js';

/** The part of a request that is read here, on either platform. */
export interface Request {
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/** The application on that platform, not yet listening; every instance behind a proxy where asked for. */
export function createHttp(module: Type, { platform, proxies }: Options): Promise<INestApplication> {
  const adapter = platform === 'fastify' ? new FastifyAdapter() : new ExpressAdapter();
  return NestFactory.create(module, adapter as ExpressAdapter, {
    logger: ['error', 'fatal'],
    abortOnError: false,
    ...(proxies === true ? { instrument: { instanceDecorator: behindProxy } } : {}),
  });
}

/** An instance whose methods are called on itself, as its private members ask for. */
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

/** Listens on a free port; its address. */
export async function listen(app: INestApplication): Promise<string> {
  await app.listen(0, '127.0.0.1');
  return (await app.getUrl()).replace('[::1]', '127.0.0.1');
}

/** What a request is answered with, but for what differs from one to the next. */
export async function answerOf(
  url: string,
  { json, ...init }: RequestInit & { json?: unknown } = {},
): Promise<unknown> {
  const headers = {
    connection: 'close',
    ...(init.headers as Record<string, string> | undefined),
    ...(json === undefined ? {} : { 'content-type': 'application/json' }),
  };
  const response = await fetch(url, {
    redirect: 'manual',
    ...init,
    headers,
    ...(json === undefined ? {} : { method: 'POST', body: JSON.stringify(json) }),
  });
  const text = await response.text();
  const kept = [...response.headers].filter(([name]) => !['date', 'etag', 'connection', 'keep-alive'].includes(name));
  return { status: response.status, headers: Object.fromEntries(kept), body: parsed(text) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
