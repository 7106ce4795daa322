/** The path of a Node 24 or later; `undefined` where it is not installed. */
export function findNewerNode(): string | undefined;
/** Installs it where it is missing. */
export function installNewerNode(): void;
