/** Names in a request that OTLP does not have. Receivers ignore them, so whoever wrote them has to be told. */

const MAX_NAMES = 3;
const MAX_LENGTH = 60;

export class UnknownNames {
  /** Names of the specification's .proto files, which JSON writes in lowerCamelCase. */
  readonly #snakeCase = new Set<string>();
  readonly #others = new Set<string>();

  /** Adds a name of a .proto file, such as `trace_id` for `traceId`. */
  addSnakeCase(name: string): void {
    if (this.#snakeCase.size < MAX_NAMES) this.#snakeCase.add(name);
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
    const names = [...this.#snakeCase, ...(hasSpans ? [] : this.#others)].map((name) => JSON.stringify(name));
    if (names.length === 0) return '';
    return [
      ...(hasSpans ? [] : ['no spans found: the request has no resourceSpans with spans in them; ']),
      `unknown names ignored: ${names.join(', ')}`,
      ...(this.#snakeCase.size > 0 ? [' (OTLP in JSON writes its names in lowerCamelCase)'] : []),
    ].join('');
  }
}
