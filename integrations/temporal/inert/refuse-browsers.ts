/** Tells that a bundle for browsers has the package in it. */

/** The error of an import in a browser. */
export const browserError = (): Error =>
  new Error(
    'spanlink traces methods on servers, and this is a bundle for browsers: import it in code of the server alone, ' +
      'or bundle that for its runtime, with the condition `node`, `workerd` or whichever it has.',
  );

/** Whether this is a browser's page or worker. */
export const isBrowser = (): boolean => 'document' in globalThis || 'WorkerGlobalScope' in globalThis;
