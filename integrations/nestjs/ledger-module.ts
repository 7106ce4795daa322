/** `LedgerModule`: the ledger of the stages, through dependency injection. */
import { type DynamicModule, type FactoryProvider, Inject, Module } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { notCalled } from '../../decorators/method.js';
import { checkOptionNames } from '../../lib/global/option-names.js';
import type { Ledger } from '../../lib/ledger/ledger.js';
import { LedgerLifecycle, type LifecycleOptions } from './ledger-lifecycle.js';
import {
  LEDGER_ASYNC_OPTION_NAMES,
  LEDGER_MODULE_OPTION_NAMES,
  type LedgerAsyncOptions,
  type LedgerModuleOptions,
} from './ledger-options.js';
import { warn } from './logger.js';
import { importPosition, SPANLINK_MODULE } from './module-instances.js';

/**
 * The injection token of the ledger; its value is `undefined` if the ledger could not be used.
 *
 * @example
 * ```ts
 * import { Module } from '@nestjs/common';
 * import type { Ledger } from 'spanlink/workflow';
 *
 * const history = {
 *   provide: 'HISTORY',
 *   inject: [LEDGER],
 *   useFactory: (ledger: Ledger | undefined) => (run: string) => ledger?.history('loan-application', run) ?? [],
 * };
 *
 * @Module({ providers: [history] })
 * class Reports {}
 * ```
 */
export const LEDGER: unique symbol = Symbol.for('spanlink.nestjs.ledger');
const LIFECYCLE: unique symbol = Symbol.for('spanlink.nestjs.ledger-lifecycle');
const CHECK: unique symbol = Symbol.for('spanlink.nestjs.ledger-check');

/** The default for an application in JavaScript that passes nothing. */
const NO_FACTORY: LedgerAsyncOptions = { useFactory: () => Promise.reject(new TypeError('it was given no factory')) };

/**
 * Injects the ledger of `LedgerModule`; `undefined` if it could not be used.
 *
 * @example
 * ```ts
 * import { Injectable } from '@nestjs/common';
 * import type { Ledger } from 'spanlink/workflow';
 *
 * @Injectable()
 * class Retention {
 *   constructor(@InjectLedger() private readonly ledger: Ledger | undefined) {}
 * }
 * ```
 */
export function InjectLedger(...others: readonly never[]): ReturnType<typeof Inject> {
  if (others.length > 0) throw notCalled('@InjectLedger');
  return Inject(LEDGER);
}

/**
 * Records the stages of this process (`spanlink/workflow`) in a ledger from the start of the application to its
 * shutdown, and lets any provider inject it. When the application shuts down (`app.close()`, or a signal after
 * `app.enableShutdownHooks()`), stages stop using the ledger before it is closed. Import it once.
 *
 * A ledger that cannot be used does not keep the application from starting: one warning contains the cause, and stages
 * run without a ledger.
 *
 * @example
 * ```ts
 * import { Module } from '@nestjs/common';
 * import { MemoryLedger } from 'spanlink/workflow';
 *
 * @Module({ imports: [LedgerModule.forRoot(new MemoryLedger())] })
 * class AppModule {}
 * ```
 */
// eslint-disable-next-line @typescript-eslint/no-extraneous-class -- a module of Nest's is a class
export class LedgerModule {
  static readonly [SPANLINK_MODULE] = true;

  static {
    Module({ providers: [forRootCheck()] })(LedgerModule);
  }

  /** Returns the module with that ledger. */
  static forRoot(ledger: Ledger, options?: LedgerModuleOptions): DynamicModule {
    const { close, ...others } = options ?? {};
    checkOptionNames('LedgerModule.forRoot', options, LEDGER_MODULE_OPTION_NAMES);
    return dynamicModule([], () => (close === undefined ? ledger : { ledger, close }), others);
  }

  /**
   * Returns the module with the ledger that a factory returns, alone or with a function that closes it.
   *
   * @example
   * ```ts
   * import { Pool } from 'pg';
   * import { PostgresLedger } from 'spanlink/workflow';
   *
   * class Settings {
   *   readonly connectionString = 'postgres://localhost/orders';
   * }
   *
   * LedgerModule.forRootAsync({
   *   inject: [Settings],
   *   useFactory: ({ connectionString }: Settings) => {
   *     const pool = new Pool({ connectionString });
   *     return { ledger: new PostgresLedger(pool), close: () => pool.end() };
   *   },
   * });
   * ```
   */
  static forRootAsync(options: LedgerAsyncOptions = NO_FACTORY): DynamicModule {
    const { imports = [], inject = [], useFactory, ...others } = options;
    checkOptionNames('LedgerModule.forRootAsync', options, LEDGER_ASYNC_OPTION_NAMES);
    return { ...dynamicModule(inject, useFactory, others), imports };
  }
}

/** Warns of an import without a ledger, which nothing would ever tell from one with it. */
function forRootCheck(): FactoryProvider {
  return {
    provide: CHECK,
    inject: [{ token: LIFECYCLE, optional: true }],
    useFactory: (lifecycle: LedgerLifecycle | undefined) => {
      if (lifecycle === undefined)
        warn(
          'LedgerModule was imported without a ledger, so no stage is recorded. ' +
            'Write LedgerModule.forRoot(ledger), or forRootAsync({ useFactory }).',
        );
      return lifecycle === undefined;
    },
  };
}

function dynamicModule(
  inject: NonNullable<FactoryProvider['inject']>,
  factory: (...args: never[]) => unknown,
  options: LifecycleOptions,
): DynamicModule {
  const open = async (modules: ModulesContainer, module: LedgerModule, ...args: never[]): Promise<LedgerLifecycle> => {
    const { isFirst, isSecond } = importPosition(modules, module);
    if (isSecond)
      warn(
        'LedgerModule was imported more than once; the first import counts, and the others are not opened. ' +
          'Import it only in the root module.',
      );
    const shared = sharedLifecycle(modules);
    if (isFirst) await shared.lifecycle.open(() => factory(...args), options).then(shared.settle);
    await shared.settled;
    return shared.lifecycle;
  };
  const lifecycle: FactoryProvider = {
    provide: LIFECYCLE,
    inject: [ModulesContainer, LedgerModule, ...inject],
    useFactory: open,
  };
  const ledger: FactoryProvider = {
    provide: LEDGER,
    inject: [LIFECYCLE],
    useFactory: ({ ledger: opened }: LedgerLifecycle) => opened,
  };
  return { module: LedgerModule, global: true, providers: [lifecycle, ledger], exports: [LEDGER] };
}

/** The one lifecycle of an application, shared by all imports of the module from any copy of this package. */
interface SharedLifecycle {
  readonly lifecycle: LedgerLifecycle;
  readonly settled: Promise<void>;
  settle(): void;
}

function sharedLifecycle(modules: ModulesContainer & { [LIFECYCLE]?: SharedLifecycle }): SharedLifecycle {
  if (modules[LIFECYCLE] === undefined) {
    let settle = (): void => {};
    const settled = new Promise<void>((resolve) => (settle = resolve));
    Object.defineProperty(modules, LIFECYCLE, { value: { lifecycle: new LedgerLifecycle(), settled, settle } });
  }
  return modules[LIFECYCLE] as SharedLifecycle;
}
