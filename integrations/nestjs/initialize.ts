/** The work of `SpanlinkModule` while the application starts. */
import type { ModulesContainer } from '@nestjs/core';
import { currentTracer } from '../../lib/global/tracer.js';
import { followObservables } from '../../lib/observables/follow-observables.js';
import { traceProviders } from './automatic-spans.js';
import { warn } from './logger.js';
import { markInitialized } from './message-context.js';
import { loadMicroservices } from './microservices.js';
import { importPosition } from './module-instances.js';
import { patchClients } from './patch-clients.js';
import { patchServers } from './patch-servers.js';
import { checkOptions, type SpanlinkModuleOptions } from './spanlink-options.js';

/** The options that were given to the module, or the error of their factory. */
export interface GivenOptions {
  readonly options?: unknown;
  readonly error?: unknown;
}

/** Initializes one import of the module; all but the first do nothing. */
export class Initializer {
  readonly #modules: ModulesContainer;
  readonly #isFirst: boolean;

  constructor(modules: ModulesContainer, module: object) {
    this.#modules = modules;
    const { isFirst, isSecond } = importPosition(modules, module);
    this.#isFirst = isFirst;
    if (isSecond)
      warn(
        'SpanlinkModule was imported more than once; the first import counts, and the others change nothing. ' +
          'Import it only in the root module.',
      );
  }

  /** Resolves before Nest binds routes and handlers. Never rejects. */
  async run({ options: given, error }: GivenOptions): Promise<void> {
    if (!this.#isFirst) return;
    if (error !== undefined) warn('The factory of SpanlinkModule.forRootAsync failed, so the defaults hold.', error);
    try {
      const { options, problem } = checkOptions(given);
      if (problem !== undefined)
        warn(`SpanlinkModule was given options that it cannot use: ${problem}. Each of them keeps its default.`);
      await this.#apply(options);
    } catch (failure) {
      warn('SpanlinkModule could not be initialized. The application works without it.', failure);
    }
  }

  async #apply({ clients = true, providers = false }: SpanlinkModuleOptions): Promise<void> {
    markInitialized();
    followObservables();
    if (providers !== false) traceProviders(this.#modules, providers === true ? {} : providers);
    const microservices = await loadMicroservices();
    if (microservices === undefined) return;
    patchServers(microservices);
    if (clients) patchClients(microservices);
  }

  /** Called by Nest when everything has started. */
  onApplicationBootstrap(): void {
    if (this.#isFirst && currentTracer() === undefined) {
      warn(
        'No OpenTelemetry SDK is registered, so nothing is traced. ' +
          'Start one before the application: node --import ./tracing.js main.js',
      );
    }
  }
}
