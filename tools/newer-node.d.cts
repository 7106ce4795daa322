/** Returns the path of Node 24 or later, or `undefined` if none is installed. */
export function findNewerNode(): string | undefined;
/** Installs Node 24 if it is missing. */
export function installNewerNode(): void;
