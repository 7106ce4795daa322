/** The path of a binary; `undefined` where it is not installed. */
export function findBinary(name: string): string | undefined;
/** The servers that are not installed, of those or of all. */
export function missingServers(wanted?: readonly string[]): string[];
/** Installs the missing ones where that may be: by apt, as root. */
export function installServers(wanted?: readonly string[]): void;
