/** Names in a request that OTLP does not have. Receivers ignore them, so whoever wrote them has to be told. */

const MAX_NAMES = 3;
const MAX_LENGTH = 60;

/** Returns what the spellings of a name have in common: `traceid` of `trace_id`, `TraceID` and `trace-id`. */
export const toSpelling = (name: string): string =>
  name.length > MAX_LENGTH ? name : name.replaceAll(/[_-]/g, '').toLowerCase();

export class UnknownNames {
  /** OTLP's names in another spelling than lowerCamelCase, as the specification's .proto files have them. */
  readonly #misspelt = new Set<string>();
  readonly #others = new Set<string>();

  /** Adds a name that differs in its spelling only, such as `trace_id` or `TraceID` for `traceId`. */
  addMisspelt(name: string): void {
    if (this.#misspelt.size < MAX_NAMES) this.#misspelt.add(name);
  }

  /** Adds any other name in a message that should have had spans in it. */
  addOther(name: string): void {
    if (this.#others.size < MAX_NAMES) this.#others.add(name.slice(0, MAX_LENGTH));
  }

  /**
   * Returns the message for the client; empty if there is nothing to tell.
   *
   * @param hasSpans true if spans were found: then other names may be those of a later version
   */
  messageIf(hasSpans: boolean): string {
    const names = [...this.#misspelt, ...(hasSpans ? [] : this.#others)].map((name) => JSON.stringify(name));
    if (names.length === 0) return '';
    return [
      ...(hasSpans ? [] : ['no spans found: the request has no resourceSpans with spans in them; ']),
      `unknown names ignored: ${names.join(', ')}`,
      ...(this.#misspelt.size > 0 ? [' (OTLP in JSON writes its names in lowerCamelCase)'] : []),
    ].join('');
  }
}
