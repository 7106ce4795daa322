/** `SpanlinkModule`: the module that an application imports once. */
import { type DynamicModule, Module } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { checkOptionNames } from '../../lib/global/option-names.js';
import { type GivenOptions, Initializer } from './initialize.js';
import { SPANLINK_MODULE } from './module-instances.js';
import {
  SPANLINK_ASYNC_OPTION_NAMES,
  type SpanlinkAsyncOptions,
  type SpanlinkModuleOptions,
} from './spanlink-options.js';

const INITIALIZER = Symbol.for('spanlink.nestjs.initializer');
const OPTIONS = Symbol.for('spanlink.nestjs.options');

/** The default for an application in JavaScript that passes nothing. */
const NO_FACTORY: SpanlinkAsyncOptions = { useFactory: () => Promise.reject(new TypeError('it was given no factory')) };

/**
 * Makes `messageContext` work in all message handlers, adds a carrier to the messages that Nest's clients send, and, on
 * request, gives providers and controllers spans. Import it once, in the root module; a second import changes nothing
 * and logs a warning. Without an OpenTelemetry SDK it logs a warning too, and the application works all the same.
 *
 * @example
 * ```ts
 * import { Module } from '@nestjs/common';
 *
 * @Module({ imports: [SpanlinkModule.forRoot({ providers: { exclude: ['HealthController'] } })] })
 * class AppModule {}
 * ```
 */
// eslint-disable-next-line @typescript-eslint/no-extraneous-class -- a module of Nest's is a class
export class SpanlinkModule {
  static readonly [SPANLINK_MODULE] = true;

  static {
    const initializer = {
      provide: INITIALIZER,
      inject: [ModulesContainer, SpanlinkModule, { token: OPTIONS, optional: true }],
      useFactory: initialize,
    };
    Module({ providers: [initializer] })(SpanlinkModule);
  }

  /** Returns the module with these options. Invalid ones are left out, with a warning when the application starts. */
  static forRoot(options?: SpanlinkModuleOptions): DynamicModule {
    const given: GivenOptions = { options };
    return { module: SpanlinkModule, providers: [{ provide: OPTIONS, useValue: given }] };
  }

  /**
   * Returns the module with the options that a factory returns.
   *
   * @example
   * ```ts
   * class Settings {
   *   readonly traceAll = process.env['TRACE_ALL'] === 'yes';
   * }
   *
   * SpanlinkModule.forRootAsync({
   *   inject: [Settings],
   *   useFactory: ({ traceAll }: Settings) => ({ providers: traceAll }),
   * });
   * ```
   */
  static forRootAsync(options: SpanlinkAsyncOptions = NO_FACTORY): DynamicModule {
    const { imports = [], inject = [], useFactory } = options;
    checkOptionNames('SpanlinkModule.forRootAsync', options, SPANLINK_ASYNC_OPTION_NAMES);
    const read = async (...args: never[]): Promise<GivenOptions> => {
      try {
        return { options: await useFactory(...args) };
      } catch (error) {
        return { error };
      }
    };
    return { module: SpanlinkModule, imports, providers: [{ provide: OPTIONS, inject, useFactory: read }] };
  }
}

async function initialize(
  modules: ModulesContainer,
  module: SpanlinkModule,
  given: GivenOptions = {},
): Promise<Initializer> {
  const initializer = new Initializer(modules, module);
  await initializer.run(given);
  return initializer;
}
