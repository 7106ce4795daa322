/** Text in the columns of a terminal, where some characters take two columns and some none. */

const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' });
const WIDE_LETTERS = /^[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}]/u;
const WIDE_SIGNS = /^[\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]|\ufe0f/u;

/** Returns the columns that a text takes. */
export function textWidth(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length;
  return [...GRAPHEMES.segment(text)].reduce((sum, { segment }) => sum + graphemeWidth(segment), 0);
}

/** Returns a text, filled with spaces to as many columns as there are. */
export function fitText(text: string, columns: number): string {
  return `${text}${' '.repeat(Math.max(columns - textWidth(text), 0))}`;
}

/** Returns the text, or its beginning and `…` in as many columns as there are. */
export function cutText(text: string, columns: number): string {
  if (textWidth(text.slice(0, columns * 4)) <= columns && text.length <= columns * 4) return text;
  let [shown, width] = ['', 0];
  for (const { segment } of GRAPHEMES.segment(text.slice(0, columns * 8))) {
    width += graphemeWidth(segment);
    if (width > columns - 1) break;
    shown += segment;
  }
  return `${shown}…`;
}

const graphemeWidth = (grapheme: string): number =>
  /^[\p{Mark}\p{Default_Ignorable_Code_Point}]+$/u.test(grapheme)
    ? 0
    : WIDE_LETTERS.test(grapheme) || WIDE_SIGNS.test(grapheme)
      ? 2
      : 1;
