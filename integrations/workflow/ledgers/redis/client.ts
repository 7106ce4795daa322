/** Runs scripts in Redis, through node-redis and ioredis alike. */
import { createHash } from 'node:crypto';
import { describeValue, spanlinkError } from '../../../../lib/global/errors.js';

/**
 * A client, pool, cluster or sentinel of node-redis, 4 or later.
 *
 * @example
 * ```ts
 * import { createClient } from 'redis';
 *
 * const client: NodeRedisClient = await createClient({ url: 'redis://localhost' }).connect();
 * useLedger(new RedisLedger(client));
 * ```
 */
export interface NodeRedisClient {
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
  evalSha(sha: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
}

/**
 * A client or cluster of ioredis, or of a client compatible with it.
 *
 * @example
 * ```ts
 * import { Redis } from 'ioredis';
 *
 * const client: IoRedisClient = new Redis('redis://localhost');
 * useLedger(new RedisLedger(client));
 * ```
 */
export interface IoRedisClient {
  eval(script: string, keys: number, ...keysAndArguments: string[]): Promise<unknown>;
  evalsha(sha: string, keys: number, ...keysAndArguments: string[]): Promise<unknown>;
  call(command: string, ...args: string[]): Promise<unknown>;
}

/**
 * A client that a `RedisLedger` can use; the application connects and closes it.
 *
 * @example
 * ```ts
 * const recordIn = (client: RedisClient) => useLedger(new RedisLedger(client));
 * ```
 */
export type RedisClient = NodeRedisClient | IoRedisClient;

/** Runs a script and returns its reply, a text: in one round trip once the server knows the script. */
export type EvaluateScript = (script: string, keys: readonly string[], args: readonly string[]) => Promise<string>;

/**
 * Returns a function that runs scripts through a client.
 *
 * @throws {TypeError} `ERR_SPANLINK_LEDGER` if it is not a client of node-redis or ioredis.
 */
export function scriptEvaluator(client: RedisClient): EvaluateScript {
  const send = createSender(client);
  const shas = new Map<string, string>();
  return async (script, keys, args) => {
    let sha = shas.get(script);
    // Redis names scripts by SHA-1, which need not be secure here
    if (sha === undefined) shas.set(script, (sha = createHash('sha1').update(script).digest('hex')));
    try {
      return String(await send('sha', sha, keys, args));
    } catch (error) {
      // a server that was restarted, or has taken over, does not know it yet
      if (!isUnknownScript(error)) throw error;
      return String(await send('text', script, keys, args));
    }
  };
}

type Send = (by: 'sha' | 'text', script: string, keys: readonly string[], args: readonly string[]) => Promise<unknown>;

function createSender(client: RedisClient): Send {
  if (hasMethods<NodeRedisClient>(client, 'eval', 'evalSha')) {
    return (by, script, keys, args) =>
      client[by === 'sha' ? 'evalSha' : 'eval'](script, { keys: [...keys], arguments: [...args] });
  }
  // `call` tells ioredis from clients whose `evalsha` takes other arguments
  if (hasMethods<IoRedisClient>(client, 'eval', 'evalsha', 'call')) {
    return (by, script, keys, args) => client[by === 'sha' ? 'evalsha' : 'eval'](script, keys.length, ...keys, ...args);
  }
  throw spanlinkError(
    'ERR_SPANLINK_LEDGER',
    `RedisLedger takes a client of node-redis (4 or later) or of ioredis; it got ${describeValue(client)}. ` +
      'Write new RedisLedger(await createClient({ url }).connect()), or new RedisLedger(new Redis(url)).',
  );
}

function hasMethods<T>(client: unknown, ...names: (keyof T & string)[]): client is T {
  return (
    typeof client === 'object' &&
    client !== null &&
    names.every((name) => typeof (client as Record<string, unknown>)[name] === 'function')
  );
}

function isUnknownScript(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('NOSCRIPT');
}
