/** Tells of an application whose decorated methods run, and that never registers an SDK. Loaded at such a call. */
import { decide } from './decisions.js';
import { registered } from './registry.js';
import { isDebugging } from './settings.js';
import { Timer } from './timer.js';
import { warnUser } from './user-warning.js';

/** Milliseconds that an SDK may take to be there. */
const PATIENCE = 30_000;
/** Names in the environment of a test, which may well run without an SDK. */
const TESTS = ['JEST_WORKER_ID', 'VITEST', 'NODE_TEST_CONTEXT'];

const state = /* @__PURE__ */ registered('missing-sdk', () => ({ isAwaited: false }));

/**
 * Waits for an SDK, once a process, and holds nothing alive. Never throws.
 *
 * @param hasSdk Returns true once there is one.
 */
export function awaitSdk(hasSdk: () => boolean): void {
  if (isDebugging()) decide({ about: 'span', site: 'spanlink', links: undefined, span: undefined, reason: 'no SDK' });
  if (state().isAwaited || isTest()) return;
  state().isAwaited = true;
  const warn = (): void => {
    if (hasSdk()) return;
    warnUser(
      'SPANLINK_NO_SDK',
      `No OpenTelemetry SDK was registered within ${PATIENCE / 1_000} s of the first call of a decorated method, so ` +
        'nothing is traced. Start one before the application: node --import ./tracing.js main.js',
    );
  };
  try {
    new Timer(warn, PATIENCE);
  } catch {
    // where no timer may be started
  }
}

function isTest(): boolean {
  return process.env.NODE_ENV === 'test' || TESTS.some((name) => process.env[name] !== undefined);
}
