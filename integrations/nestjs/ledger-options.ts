/** Options of `LedgerModule`. */
import type { FactoryProvider, ModuleMetadata } from '@nestjs/common';
import type { Ledger } from '../../lib/ledger/ledger.js';
import { USE_LEDGER_OPTION_NAMES, type UseLedgerOptions } from '../../lib/ledger/use-ledger.js';

/**
 * A ledger, and a function that ends its connection.
 *
 * @example
 * ```ts
 * import { Pool } from 'pg';
 * import { PostgresLedger } from 'spanlink/workflow';
 *
 * function open(): OpenedLedger {
 *   const pool = new Pool();
 *   return { ledger: new PostgresLedger(pool), close: () => pool.end() };
 * }
 * LedgerModule.forRootAsync({ useFactory: open });
 * ```
 */
export interface OpenedLedger {
  readonly ledger: Ledger;
  /** Called once, when the application shuts down. */
  readonly close?: () => unknown;
}

/**
 * Options of `LedgerModule.forRoot`, beside the ledger.
 *
 * @example
 * ```ts
 * import { MemoryLedger } from 'spanlink/workflow';
 *
 * const options: LedgerModuleOptions = { timeout: 500 };
 * LedgerModule.forRoot(new MemoryLedger(), options);
 * ```
 */
export interface LedgerModuleOptions extends UseLedgerOptions {
  /** Called once, when the application shuts down. */
  readonly close?: () => unknown;
}

/** The names of those options. */
export const LEDGER_MODULE_OPTION_NAMES = [
  ...USE_LEDGER_OPTION_NAMES,
  'close',
] as const satisfies readonly (keyof LedgerModuleOptions)[];

/**
 * Options of `LedgerModule.forRootAsync`.
 *
 * @example
 * ```ts
 * import { MemoryLedger } from 'spanlink/workflow';
 *
 * const options: LedgerAsyncOptions = { startTimeout: 5_000, useFactory: () => new MemoryLedger() };
 * LedgerModule.forRootAsync(options);
 * ```
 */
export interface LedgerAsyncOptions extends UseLedgerOptions {
  /** The modules whose exported providers the factory needs. */
  readonly imports?: NonNullable<ModuleMetadata['imports']>;
  /** The providers with which the factory is called. */
  readonly inject?: NonNullable<FactoryProvider['inject']>;
  /**
   * Returns the ledger, alone or with a function that closes it. If it fails, one warning is logged, and stages run
   * without a ledger.
   */
  readonly useFactory: (...args: never[]) => Ledger | OpenedLedger | Promise<Ledger | OpenedLedger>;
  /**
   * Milliseconds that the application's start waits for the factory; 10,000 by default. A ledger that comes later is
   * used from then on.
   */
  readonly startTimeout?: number;
}

/** The names of those options. */
export const LEDGER_ASYNC_OPTION_NAMES = [
  ...USE_LEDGER_OPTION_NAMES,
  ...(['imports', 'inject', 'useFactory', 'startTimeout'] as const),
] as const satisfies readonly (keyof LedgerAsyncOptions)[];
