/**
 * The bounds of texts in lists: names, services, relations, and the attributes of links. The details of a span have
 * them whole. Senders choose these texts, so a list must not grow with their length.
 */
import type { CausalLink } from '../../../api/answers.js';
import { MAX_LISTED_TEXT } from '../../store/index-table.js';
import { TooLargeError } from '../../store/store-reader.js';

/** The characters of the longest text of a list. */
export const MAX_TEXT = MAX_LISTED_TEXT;
/** The longest text if the rows are so many that long ones do not fit into memory. */
const SHORT_TEXT = 64;
/** The attributes of a link in a list, and the longest of their keys. */
const MAX_ATTRIBUTES = 32;
const MAX_KEY = 128;

/** Cuts a text after as many characters, and marks it with `…`. */
export function cutText(text: string, width: number = MAX_TEXT): string {
  if (text.length <= width) return text;
  let end = 0;
  // a character may be two units of a string
  for (let characters = 0; characters < width && end < text.length; characters += 1)
    end += (text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1;
  return end >= text.length ? text : `${text.slice(0, end)}…`;
}

const isWhole = (text: string, width?: number): boolean => cutText(text, width) === text;

type Attributes = CausalLink['attributes'];

/** Cuts the attributes of a link: the first of them, with their keys and values cut. */
export function cutAttributes(attributes: Attributes): Attributes {
  const entries = Object.entries(attributes);
  const isWithin =
    entries.length <= MAX_ATTRIBUTES && entries.every(([key, value]) => isWhole(key, MAX_KEY) && isWhole(value));
  return isWithin
    ? attributes
    : Object.fromEntries(
        entries.slice(0, MAX_ATTRIBUTES).map(([key, value]) => [cutText(key, MAX_KEY), cutText(value)]),
      );
}

/** How much of the texts a `SELECT` returns. */
export interface TextSelection {
  /** SQL for a text of at most one character more, which shows that it is longer. */
  readonly text: (column: string) => string;
  /** SQL for the attributes of links, as many as are needed to see what is cut. */
  readonly attributes: (column: string) => string;
}

/**
 * SQL for the texts of a column, each of its own: the engine would count those that a dictionary has once, and the
 * bound of a `SELECT` is for what it returns.
 */
export const wholeText = (column: string): string => `CAST(${column}, 'String')`;

/** SQL for a column of attributes, as {@link wholeText}. */
export const wholeAttributes = (column: string): string => `CAST(${column}, 'Map(String, String)')`;

const textSql =
  (width: number) =>
  (column: string): string =>
    `substringUTF8(${wholeText(column)}, 1, ${width + 1})`;

/** The texts as answers contain them. */
const LONG_TEXTS: TextSelection = {
  text: textSql(MAX_TEXT),
  attributes: (column) => `CAST((
  arrayMap(k -> substringUTF8(k, 1, ${MAX_KEY + 1}), arraySlice(mapKeys(${column}), 1, ${MAX_ATTRIBUTES + 1})),
  arrayMap(v -> substringUTF8(v, 1, ${MAX_TEXT + 1}), arraySlice(mapValues(${column}), 1, ${MAX_ATTRIBUTES + 1}))
), 'Map(String, String)')`,
};

const SHORT_TEXTS: TextSelection = {
  text: textSql(SHORT_TEXT),
  attributes: (column) => `mapFilter((k, v) -> 0, ${column})`,
};

/** Resolves to undefined if the rows are too many, or too long, for the bound of their `SELECT`. */
export const orUndefinedIfTooLarge = <T>(rows: Promise<T>): Promise<T | undefined> =>
  rows.catch((error: unknown) => {
    if (error instanceof TooLargeError) return undefined;
    throw error;
  });

/** The marks of a row whose texts were cut more than those of other rows. */
export interface CutMarks {
  /** True if a text of the span was cut. */
  readonly isCut?: boolean;
  /** True if a text or an attribute of the link may have been cut. */
  readonly isLinkCut?: boolean;
}

/** Reads rows with long texts, or with short ones and without attributes if those would take too much memory. */
export async function readTextsThatFit<T extends object>(
  read: (texts: TextSelection) => Promise<T[]>,
): Promise<(T & CutMarks)[]> {
  return (await orUndefinedIfTooLarge(read(LONG_TEXTS))) ?? (await read(SHORT_TEXTS)).map(shortened);
}

function shortened<T extends object>(row: T): T & CutMarks {
  const cut = Object.entries(row).flatMap(([column, value]: [string, unknown]) =>
    typeof value === 'string' && !isWhole(value, SHORT_TEXT) ? [[column, cutText(value, SHORT_TEXT)]] : [],
  );
  return { ...row, ...Object.fromEntries(cut), ...(cut.length > 0 && { isCut: true }), isLinkCut: true };
}
