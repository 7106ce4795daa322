/** The text form of `java.util.Properties`, in which Debezium's outbox keeps a carrier. */

const LINES_LIMIT = 100;

/** Returns the properties in the text, by name; `undefined` where it has none. */
export function parseProperties(text: string | undefined): Record<string, string> | undefined {
  if (text === undefined) return undefined;
  let found: Record<string, string> | undefined;
  for (let start = 0, line = 0; start < text.length && line < LINES_LIMIT; line++) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline;
    if (text[start] !== '#' && text[start] !== '!') found = addProperty(found, text.slice(start, end));
    start = end + 1;
  }
  return found;
}

function addProperty(found: Record<string, string> | undefined, line: string): Record<string, string> | undefined {
  const equals = line.indexOf('=');
  const colon = line.indexOf(':');
  const end = equals === -1 || (colon !== -1 && colon < equals) ? colon : equals;
  const name = end === -1 ? '' : line.slice(0, end).trim();
  if (name === '') return found;
  const value = line.slice(end + 1).trim();
  const all = found ?? {};
  all[name] = value.includes('\\') ? value.replace(/\\(.)/g, '$1') : value;
  return all;
}
