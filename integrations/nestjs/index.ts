/** `spanlink/nestjs`: what makes links work in an application of NestJS without further ado. */
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
