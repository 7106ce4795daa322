/** Checks the names of options, which no compiler sees in JavaScript, or in an object that is declared apart. */

/**
 * Warns of options that nothing reads, with the nearest right name. The warning comes a tick later, as its text is
 * loaded for it. Never throws.
 *
 * @param owner Names in the warning who takes the options, such as `@Span of Orders.ship`.
 * @param names The options that there are.
 */
export function checkOptionNames(owner: string, options: unknown, names: readonly string[]): void {
  try {
    if (typeof options !== 'object' || options === null) return;
    for (const name of Object.keys(options)) if (!names.includes(name)) warnOfName(owner, name, names);
  } catch {
    // a proxy that does not tell its names
  }
}

/**
 * Warns of one such option.
 *
 * @param site Names it in reports, where it was reported before.
 */
export function warnOfName(owner: string, name: string, names: readonly string[], site?: string): void {
  void import('./unknown-name.js').then(
    (texts) => texts.warnOfOption(owner, name, names, site),
    () => undefined,
  );
}
