/** What `SpanlinkModule` does while the application starts. */
import type { ModulesContainer } from '@nestjs/core';
import { followObservables } from '../../lib/observables/follow-observables.js';
import { currentTracer } from '../../lib/global/tracer.js';
import { traceProviders } from './automatic-spans.js';
import { placeOf } from './module-instances.js';
import { reachMessages } from './patch-servers.js';
import { noteSetUp } from './message-context.js';
import { loadMicroservices } from './microservices.js';
import { carryOutgoing } from './patch-clients.js';
import { say } from './logger.js';
import { checkOptions, type SpanlinkModuleOptions } from './spanlink-options.js';

/** The work of one import of the module. */
export class SetUp {
  readonly #modules: ModulesContainer;
  readonly #isFirst: boolean;

  constructor(modules: ModulesContainer, module: object) {
    this.#modules = modules;
    const { isFirst, isSecond } = placeOf(modules, module);
    this.#isFirst = isFirst;
    if (isSecond)
      say(
        'SpanlinkModule was imported more than once; the first import counts, and the others change nothing. Import it in the root module alone.',
      );
  }

  /** Ends before Nest binds routes and handlers. Never rejects. */
  async run({ options: given, error }: { readonly options?: unknown; readonly error?: unknown }): Promise<void> {
    if (!this.#isFirst) return;
    if (error !== undefined) say('The factory of SpanlinkModule.forRootAsync failed, so the defaults hold.', error);
    try {
      const { options, problem } = checkOptions(given);
      if (problem !== undefined)
        say(`SpanlinkModule was given options that it cannot use: ${problem}. The default holds for each of them.`);
      await this.#apply(options);
    } catch (failure) {
      say('SpanlinkModule could not be set up, and the application works without.', failure);
    }
  }

  async #apply({ clients = true, providers = false }: SpanlinkModuleOptions): Promise<void> {
    noteSetUp();
    followObservables();
    if (providers !== false) traceProviders(this.#modules, providers === true ? {} : providers);
    const microservices = await loadMicroservices();
    if (microservices === undefined) return;
    reachMessages(microservices);
    if (clients) carryOutgoing(microservices);
  }

  /** Called by Nest, when all has started. */
  onApplicationBootstrap(): void {
    if (this.#isFirst && currentTracer() === undefined) {
      say(
        'No OpenTelemetry SDK is registered, so nothing is traced. Start one before the application: node --import ./tracing.js main.js',
      );
    }
  }
}
