/** `spanlink/nestjs`: makes links work in a NestJS application without further setup. */
export { InjectLedger, LEDGER, LedgerModule } from './ledger-module.js';
export type { LedgerAsyncOptions, LedgerModuleOptions, OpenedLedger } from './ledger-options.js';
export { messageContext } from './message-context.js';
export { SpanlinkModule } from './spanlink-module.js';
export type {
  ProviderMatcher,
  ProviderOptions,
  SpanlinkAsyncOptions,
  SpanlinkModuleOptions,
} from './spanlink-options.js';
