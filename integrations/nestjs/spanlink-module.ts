/** `SpanlinkModule`: the module that an application imports once. */
import { type DynamicModule, Module } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { SPANLINK_MODULE } from './module-instances.js';
import { Initializer } from './initialize.js';
import type { SpanlinkAsyncOptions, SpanlinkModuleOptions } from './spanlink-options.js';

const INITIALIZER = Symbol.for('spanlink.nestjs.initializer');
const OPTIONS = Symbol.for('spanlink.nestjs.options');

/** What was given, or what its factory failed of. */
interface GivenOptions {
  readonly options?: unknown;
  readonly error?: unknown;
}

/** What an application in JavaScript may leave out. */
const NO_FACTORY: SpanlinkAsyncOptions = { useFactory: () => Promise.reject(new TypeError('it was given no factory')) };

/**
 * Makes `messageContext` work in all message handlers, lets Nest's clients put a carrier on what they send, and, where
 * asked, gives providers and controllers spans. Import it once, in the root module; a second import changes nothing,
 * and says so. It needs an OpenTelemetry SDK, and says so where there is none: the application works all the same.
 *
 * @example
 * @Module({ imports: [SpanlinkModule.forRoot({ providers: { exclude: ['HealthController'] } })] })
 * class AppModule {}
 */
// eslint-disable-next-line @typescript-eslint/no-extraneous-class -- a module of Nest's is a class
export class SpanlinkModule {
  static readonly [SPANLINK_MODULE] = true;

  static {
    const initializer = {
      provide: INITIALIZER,
      inject: [ModulesContainer, SpanlinkModule, { token: OPTIONS, optional: true }],
      useFactory: start,
    };
    Module({ providers: [initializer] })(SpanlinkModule);
  }

  /** The module with these options. What is wrong with them is said at the start of the application, and left out. */
  static forRoot(options?: SpanlinkModuleOptions): DynamicModule {
    const given: GivenOptions = { options };
    return { module: SpanlinkModule, providers: [{ provide: OPTIONS, useValue: given }] };
  }

  /**
   * The module with the options that a factory gives.
   *
   * @example
   * SpanlinkModule.forRootAsync({ inject: [ConfigService], useFactory: (config: ConfigService) => ({ providers:
   * config.get('TRACE_ALL') === 'yes' }) })
   */
  static forRootAsync({ imports = [], inject = [], useFactory }: SpanlinkAsyncOptions = NO_FACTORY): DynamicModule {
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

async function start(
  modules: ModulesContainer,
  module: SpanlinkModule,
  given: GivenOptions = {},
): Promise<Initializer> {
  const initializer = new Initializer(modules, module);
  await initializer.run(given);
  return initializer;
}
