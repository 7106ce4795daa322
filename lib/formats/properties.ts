/** The text form of `java.util.Properties`, in which Debezium's outbox keeps a carrier. */

/** The properties that the text says, by name; `undefined` where it says none. */
export function parseProperties(text: string): Record<string, string> | undefined {
  const found: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const line of text.split(/[\r\n]+/, 100)) {
    const [, name, value] = /^\s*([^#!=:\s][^=:\s]*)\s*[=:]\s*(.*)$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) found[name] = value.replace(/\\(.)/g, '$1');
  }
  return Object.keys(found).length === 0 ? undefined : found;
}
