/** Text on a canvas: measured once, truncated to fit, and in a readable colour. */

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

/** Returns the text, or its beginning and `…`; nothing if not even three letters fit. */
export function truncate(context: CanvasRenderingContext2D, text: string, room: number): string {
  const width = measureText(context, text);
  if (width <= room) return text;
  const letters = Math.floor((text.length * (room - 10)) / width);
  return letters < 3 ? '' : `${text.slice(0, letters).trimEnd()}…`;
}

/** Returns black or white, whichever has more contrast on a colour like `#2f6fde`. */
export function textColorOn(color: string): string {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) =>
    linear(Number.parseInt(color.slice(at, at + 2), 16) / 255),
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.22 ? '#0b0e14' : '#ffffff';
}

const linear = (value: number): number => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
