/** What `LedgerModule` takes. */
import type { FactoryProvider, ModuleMetadata } from '@nestjs/common';
import type { Ledger } from '../../lib/ledger/ledger.js';
import type { UseLedgerOptions } from '../../lib/ledger/use-ledger.js';

/** A ledger, and what ends its connection. */
export interface OpenedLedger {
  readonly ledger: Ledger;
  /** Called once, when the application shuts down. */
  readonly close?: () => unknown;
}

/** What `LedgerModule.forRoot` takes beside the ledger. */
export interface LedgerModuleOptions extends UseLedgerOptions {
  /** Called once, when the application shuts down. */
  readonly close?: () => unknown;
}

/** The ledger from a factory. */
export interface LedgerAsyncOptions extends UseLedgerOptions {
  /** The modules whose exported providers the factory needs. */
  readonly imports?: NonNullable<ModuleMetadata['imports']>;
  /** What the factory is called with. */
  readonly inject?: NonNullable<FactoryProvider['inject']>;
  /**
   * Gives the ledger, alone or with what closes it. Where it fails, one message says so, and stages run without a
   * ledger.
   */
  readonly useFactory: (...args: never[]) => Ledger | OpenedLedger | Promise<Ledger | OpenedLedger>;
  /**
   * Milliseconds that the start of the application waits for the factory; 10,000 by default. What it gives later is
   * used from then on.
   */
  readonly startTimeout?: number;
}
