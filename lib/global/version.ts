/** The instrumentation scope under which spans and metrics are recorded. */
export const SCOPE = 'spanlink';

/** The version of this package, as in its package.json. */
export const VERSION = '0.1.0';
