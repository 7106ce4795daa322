/** The ledgers to measure, each with its database, and a record of the driver calls that an attempt makes. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { Redis } from 'ioredis';
import Database from 'libsql';
import { PostgresLedger, RedisLedger, SqliteLedger } from '../dist/esm/integrations/workflow/index.js';
import { findBinary } from '../tools/servers.cjs';

/** Each opens two equal databases and creates a ledger over one; `undefined` if its server is not installed. */
export const LEDGERS = {
  async libsql() {
    const folder = mkdtempSync(join(tmpdir(), 'spanlink-bench-'));
    const databases = ['one.db', 'other.db'].map((file) => new Database(join(folder, file)));
    const close = () => {
      for (const database of databases) database.close();
      rmSync(folder, { recursive: true, force: true });
    };
    return { databases, createLedger: (database) => new SqliteLedger(database), close };
  },
  async PGlite() {
    const databases = [await PGlite.create(), await PGlite.create()];
    return {
      databases,
      createLedger: (database) => new PostgresLedger(database),
      close: () => Promise.all(databases.map((database) => database.close())),
    };
  },
  async Redis() {
    const binary = findBinary('redis-server');
    if (binary === undefined) return undefined;
    const port = await freePort();
    const server = spawn(binary, ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    for await (const output of server.stdout) if (String(output).includes('Ready to accept')) break;
    const databases = [0, 1].map((db) => new Redis({ port, host: '127.0.0.1', db }));
    const close = async () => {
      for (const client of databases) client.disconnect();
      server.kill();
      await once(server, 'exit');
    };
    return { databases, createLedger: (client) => new RedisLedger(client), close };
  },
};

/** Wraps a driver, so that all its calls are appended to `calls`. */
export function record(driver, calls, sql) {
  return new Proxy(driver, {
    get(_, name) {
      const value = driver[name];
      if (typeof value !== 'function') return value;
      return (...args) => {
        if (name === 'prepare') return record(driver.prepare(...args), calls, args[0]);
        calls.push({ sql, name, args });
        return value.apply(driver, args);
      };
    },
  });
}

/** Returns a function that repeats a recorded call on another database. */
export function replayOn(driver) {
  const statements = new Map();
  return ({ sql, name, args }) => {
    if (sql === undefined) return driver[name](...args);
    if (!statements.has(sql)) statements.set(sql, driver.prepare(sql));
    return statements.get(sql)[name](...args);
  };
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}
