import type { Provider } from './provider.js';

/** The provider under test; the build puts the `start.ts` of its folder in this place. */
export declare const provider: Provider;
