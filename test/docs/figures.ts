/** Finds the figures of a page: numbers with a unit, in its text and its tables, not in code. */

/** A figure, and where it is. */
export interface Figure {
  readonly figure: string;
  /** The line of the page, counted from one. */
  readonly line: number;
  /** Its place in the page's text. */
  readonly at: number;
  /** What surrounds it, in one line. */
  readonly text: string;
}

const FIGURE =
  /\d(?:[\d.,–-]*\d)?(?:\*\*)?\s?(?:µs|ms|s|seconds|minutes|hours|MB|kB|KiB|MiB|GB|TB|bytes|%|×|times)(?![\w=])/g;

/** Returns the figures of a page in Markdown. */
export function figuresOf(page: string): Figure[] {
  const text = withoutCode(page);
  return [...text.matchAll(FIGURE)].map(({ 0: figure, index }) => ({
    figure,
    line: text.slice(0, index).split('\n').length,
    at: index,
    text: text.slice(Math.max(0, index - 50), index + 50).replace(/\s+/g, ' '),
  }));
}

/** A page with blanks for its code, in which everything is where it was. */
export function withoutCode(page: string): string {
  const blank = (code: string): string => code.replace(/[^\n]/g, ' ');
  return page.replace(/^( *)```[\s\S]*?^\1```/gm, blank).replace(/`[^`\n]*`/g, blank);
}
