/** Text on a canvas: measured once, truncated to fit, and in a readable colour. */
import { isolate } from '../../components/foreign-text.js';

const widths = new Map<string, number>();

/** Returns the width of a text in the font of the context. */
export function measureText(context: CanvasRenderingContext2D, text: string): number {
  const key = `${context.font}|${text}`;
  const known = widths.get(key);
  if (known !== undefined) return known;
  // names come from outside: the cache is bounded
  if (widths.size > 20_000) widths.clear();
  const { width } = context.measureText(text);
  widths.set(key, width);
  return width;
}

/** More letters than fit on any screen; measuring a long text takes time. */
const MOST_LETTERS = 1_000;

/** Returns the text, or its beginning and `…`; nothing if not even three letters fit. */
export function truncate(context: CanvasRenderingContext2D, text: string, room: number): string {
  const head = text.slice(0, MOST_LETTERS);
  const width = measureText(context, head);
  if (width <= room && head === text) return text;
  let letters = Math.min(Math.floor((head.length * (room - 10)) / width), head.length);
  while (letters >= 3) {
    const shown = `${isolate(beginning(head, letters))}…`;
    const measured = measureText(context, shown);
    // the first letters may be wider than the others
    if (measured <= room) return shown;
    letters = Math.min(Math.floor((letters * room) / measured), letters - 1);
  }
  return '';
}

/** Returns the first letters of a text, without half of a character. */
const beginning = (text: string, letters: number): string =>
  text
    .slice(0, letters)
    .replace(/[\ud800-\udbff]$/, '')
    .trimEnd();

/** Returns black or white, whichever has more contrast on a colour like `#2f6fde`. */
export function textColorOn(color: string): string {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) =>
    linear(Number.parseInt(color.slice(at, at + 2), 16) / 255),
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.22 ? '#0b0e14' : '#ffffff';
}

const linear = (value: number): number => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
