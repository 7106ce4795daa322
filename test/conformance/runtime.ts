/** What the checks need of the runtime beside the language, and each runtime has in its own way. */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type * as spanlink from 'spanlink';
import { Lacking } from './run-checks.js';

type Globals = typeof globalThis & {
  readonly Bun?: { gc(isSync: boolean): void };
  readonly gc?: () => void;
  readonly [api: symbol]: { context?: unknown } | undefined;
};
const globals = globalThis as Globals;

/** Loads another copy of the package, in CommonJS, beside the one that the checks import. */
export function anotherCopy(): typeof spanlink {
  const load = createRequire(join(process.cwd(), 'package.json'));
  // workerd has no cache of modules to forget one from; the copy is a module of its own there
  for (const file of Object.keys(load.cache ?? {}))
    if (/[\\/]spanlink[\\/]/.test(file)) Reflect.deleteProperty(load.cache, file);
  return load('spanlink') as typeof spanlink;
}

/** Evaluates an expression in another realm. */
export function inOtherRealm(expression: string): unknown {
  try {
    return runInNewContext(expression);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_METHOD_NOT_IMPLEMENTED') throw error;
    throw new Lacking('a second realm (node:vm)');
  }
}

/** Collects garbage until something has happened that waits for it. */
export async function collectUntil(happened: () => boolean): Promise<void> {
  const collect = collector();
  for (let turn = 0; turn < 100 && !happened(); turn++) {
    collect();
    await setImmediate();
  }
  assert.ok(happened(), 'collected garbage a hundred times in vain');
}

function collector(): () => void {
  const { Bun, gc } = globals;
  if (Bun !== undefined) return () => Bun.gc(true);
  if (gc !== undefined) return gc;
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}

/** Takes the context manager away, which OpenTelemetry would ask to disable itself: on workerd none can. */
export function removeContextManager(): void {
  delete globals[Symbol.for('opentelemetry.js.api.1')]?.context;
}
