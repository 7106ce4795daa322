/** Looks for a context where readers do not look, so that a message can say what to write. No link is made of it. */
import { contextsIn, entriesOf } from './contexts-in.js';
import { accessTo, isOpen, quote, showName } from './peek.js';

/** A place one level below a source that holds a context. */
export interface DeeperPlace {
  /** The expression that takes what is there, with `$` for the source: `$.payload`. */
  readonly expression: string;
  /** The place as it is called in a sentence: `payload`, `items: payload`. */
  readonly words: string;
}

const ITEMS = 10;
const ENTRIES = 50;

/** Returns the places of contexts one level below the source, as its snapshot shows them. */
export function placesBelow(source: unknown, snapshot: unknown): DeeperPlace[] {
  if (!Array.isArray(snapshot)) return placesInItem(snapshot, '$');
  const list = Array.isArray(source) ? '$' : '[...$]';
  const places = snapshot.slice(0, ITEMS).flatMap((item: unknown) => placesInItem(item, 'item'));
  return places.map(({ expression, words }) => ({
    expression: `${list}.map((item) => ${expression})`,
    words: `items: ${words}`,
  }));
}

function placesInItem(item: unknown, name: string): DeeperPlace[] {
  const [holder, expression] = isOpen(item) ? [item, name] : [parse(item), `JSON.parse(${name})`];
  return entriesOf(holder)
    .slice(0, ENTRIES)
    .filter(([key, value]) => isShown(key) && contextsIn(value).length > 0)
    .map(([key]) => ({
      expression: expression + (holder instanceof Map ? `.get(${quote(String(key))})` : accessTo(key)),
      words: accessTo(key).replace(/^\./, ''),
    }));
}

/** Returns true for a name that a message shows as it is, so that what it suggests is right. */
function isShown(name: string | number): boolean {
  return typeof name === 'number' || showName(name) === name;
}

function parse(text: unknown): unknown {
  if (typeof text !== 'string') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Returns the selector that takes what is at a place, such as `(order) => order.payload`. */
export function selectorFor({ expression }: DeeperPlace, name: string, before: readonly string[] = []): string {
  // by a function, as a name may have a `$`
  return `(${[...before, name].join(', ')}) => ${expression.replace('$', () => name)}`;
}
