/** Starts applications that are wrong in one way, and keeps their log. */
import { type DynamicModule, type INestApplication, type LoggerService, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';

/** A logger of Nest's that keeps its lines. */
export class Said implements LoggerService {
  readonly lines: string[] = [];

  log(): void {}

  warn(message: string, context: string): void {
    this.lines.push(`${context} warn: ${message}`);
  }

  error(message: unknown): void {
    this.lines.push(`error: ${String(message)}`);
  }

  fatal(message: unknown): void {
    this.lines.push(`fatal: ${String(message)}`);
  }
}

/** The application, listening on a free port. */
export async function startQuietly(
  module: Type | DynamicModule,
  said: Said,
): Promise<{ app: INestApplication; url: string }> {
  const app = await NestFactory.create(module as Type, new ExpressAdapter(), { logger: said, abortOnError: false });
  await app.listen(0, '127.0.0.1');
  return { app, url: (await app.getUrl()).replace('[::1]', '127.0.0.1') };
}

/** Starts it, requests the path and closes it; returns the answer and the log. */
export async function visit(module: Type | DynamicModule, path = '/'): Promise<{ answer: string; said: string[] }> {
  const said = new Said();
  const { app, url } = await startQuietly(module, said);
  const answer = await (await fetch(url + path, { headers: { connection: 'close' } })).text();
  await app.close();
  return { answer, said: said.lines };
}
