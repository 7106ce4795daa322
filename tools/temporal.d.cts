/** Returns the Temporal server that is installed: its binary, or the folder of the test server's jars. */
export function findTemporal(): { readonly kind: 'go' | 'java'; readonly path: string } | undefined;

/** Installs the server that this machine can have; waits for another process that is at it. */
export function installTemporal(): void;
