/** Returns the path of a binary, or `undefined` if it is not installed. */
export function findBinary(name: string): string | undefined;
/** Returns the wanted servers (by default, all) that are not installed. */
export function missingServers(wanted?: readonly string[]): string[];
/** Installs the missing servers with apt; does nothing unless run as root. */
export function installServers(wanted?: readonly string[]): void;
