/** Text from outside, such as the name of a span: it may be empty, or turn the direction of the text around it. */

/** Letters that run from right to left, and the marks that change a direction. */
const TURNS = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Bidi_Control}]/u;
const [FIRST_STRONG_ISOLATE, POP_ISOLATE] = ['\u2068', '\u2069'];

/** Returns true if a text has no visible character. */
export const isBlank = (text: string): boolean => /^[\p{Cc}\p{Z}\p{Default_Ignorable_Code_Point}]*$/u.test(text);

/**
 * Returns a text that keeps its direction for itself, where there is no element for that: on a canvas, in an attribute,
 * within a sentence. Elements use `<bdi>`.
 */
export function isolate(text: string): string {
  if (!TURNS.test(text)) return text;
  let inside = '';
  let open = 0;
  for (const character of text) {
    if (character >= '\u2066' && character <= FIRST_STRONG_ISOLATE) open += 1;
    // what it does not open itself, a text may not close; nor does it begin a new line
    if (character === POP_ISOLATE && open === 0) continue;
    if (character === POP_ISOLATE) open -= 1;
    inside += /[\n\r\u0085\u2028\u2029]/.test(character) ? ' ' : character;
  }
  return `${FIRST_STRONG_ISOLATE}${inside}${POP_ISOLATE.repeat(open + 1)}`;
}

/** Returns a name on its own, or words in place of an empty one. */
export const nameText = (name: string, empty: string = 'no name'): string =>
  isBlank(name) ? `(${empty})` : isolate(name);

/** Returns the name of a service on its own. */
export const serviceText = (service: string): string => nameText(service, 'no service name');
