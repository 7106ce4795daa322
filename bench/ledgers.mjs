/** The ledgers that are measured, each with its database, and the calls of the driver that one attempt makes. */
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

/** Each opens two databases that are alike, and makes a ledger over one; nothing where its server is missing. */
export const LEDGERS = {
  async libsql() {
    const folder = mkdtempSync(join(tmpdir(), 'spanlink-bench-'));
    const databases = ['one.db', 'other.db'].map((file) => new Database(join(folder, file)));
    const close = () => {
      for (const database of databases) database.close();
      rmSync(folder, { recursive: true, force: true });
    };
    return { databases, ledgerOf: (database) => new SqliteLedger(database), close };
  },
  async PGlite() {
    const databases = [await PGlite.create(), await PGlite.create()];
    return {
      databases,
      ledgerOf: (database) => new PostgresLedger(database),
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
    return { databases, ledgerOf: (client) => new RedisLedger(client), close };
  },
};

/** The driver, of which all calls are kept in `calls`. */
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

/** Makes a call again, on another database. */
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
