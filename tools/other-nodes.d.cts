/** The oldest Node of `engines`, and those of later lines. */
export const NODES: readonly string[];
/** Returns the path of a version of Node, or `undefined` if it is not installed. */
export function findNode(version: string): string | undefined;
/** Returns the path of Node 24 or later, or `undefined` if none is installed. */
export function findNewerNode(): string | undefined;
/** Installs the versions that are missing. */
export function installNodes(): void;
