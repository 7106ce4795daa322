/** Looks for a context where readers do not look, so that a message can say what to write. No link is made of it. */
import { contextsIn, entriesOf } from './contexts-in.js';
import { isOpen, accessTo } from './peek.js';

/** Returns the paths to whatever holds a context one level below the source, such as `.payload`. */
export function pathsToContexts(snapshot: unknown): string[] {
  const list = Array.isArray(snapshot) || snapshot instanceof Set;
  if (list) return [...new Set(itemsOf(snapshot).flatMap(pathsInItem))].map((path) => `[]${path}`);
  return pathsInItem(snapshot);
}

const ITEMS = 10;
const ENTRIES = 50;

function itemsOf(list: unknown): unknown[] {
  return [...(list as Iterable<unknown>)].slice(0, ITEMS);
}

function pathsInItem(item: unknown): string[] {
  const entries = isOpen(item) ? entriesOf(item) : entriesOf(parse(item));
  return entries
    .slice(0, ENTRIES)
    .filter(([, value]) => contextsIn(value).length > 0)
    .map(([name]) => accessTo(name));
}

function parse(text: unknown): unknown {
  if (typeof text !== 'string') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Returns the selector that takes what a path leads to, such as `(order) => order.payload`. */
export function selectorFor(path: string, name: string): string {
  if (!path.startsWith('[]')) return `(${name}) => ${name}${path}`;
  return `(${name}) => ${name}.map((item) => item${path.slice(2)})`;
}
