/** Reads a URL; undefined if it is none: Node 20 answers `URL.canParse` wrongly beyond ASCII, once it is hot. */
export function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}
