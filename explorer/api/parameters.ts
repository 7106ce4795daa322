/** The parameters of questions: their description, and how they are read from a URL. */

/** A mistake in a question, answered as 400. The message tells what was expected, what was found, and what to do. */
export class QuestionError extends Error {
  override readonly name = 'QuestionError';
}

/** The part of JSON Schema that parameters need. */
export interface ParameterSchema {
  readonly type: 'string' | 'integer';
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly default?: string | number;
}

/** A parameter that is read as a `T`. */
export interface Parameter<T> {
  readonly description: string;
  readonly schema: ParameterSchema;
  readonly isRequired: boolean;
  /** True if it may be repeated. */
  readonly isRepeated: boolean;
  /**
   * Reads the values of the parameter in a URL.
   *
   * @param texts empty if the parameter is missing
   * @throws a {@link QuestionError}
   */
  readonly read: (texts: readonly string[], name: string) => T;
}

export type Parameters = Readonly<Record<string, Parameter<unknown>>>;

/** The types that parameters are read as. */
export type Asked<P extends Parameters> = { readonly [K in keyof P]: P[K] extends Parameter<infer T> ? T : never };

type Reader<T> = (text: string, name: string) => T;

/** Returns the error for a value that is none of a parameter. */
export const wrong = (name: string, expected: string, found: string): QuestionError => {
  const shown = found.length > 80 ? `${found.slice(0, 80)}…` : found;
  return new QuestionError(`"${name}" must be ${expected}, and is "${shown}".`);
};

/** Makes a parameter that may be missing. */
export const optional = <T>(
  description: string,
  schema: ParameterSchema,
  read: Reader<T>,
): Parameter<T | undefined> => ({
  description,
  schema,
  isRequired: false,
  isRepeated: false,
  read: ([text], name) => (text === undefined ? undefined : read(text, name)),
});

/** Makes a parameter required. */
export const required = <T>(parameter: Parameter<T | undefined>): Parameter<T> => ({
  ...parameter,
  isRequired: true,
  read: (texts, name) => {
    const value = parameter.read(texts, name);
    if (value === undefined) throw new QuestionError(`"${name}" is missing: ${parameter.description}`);
    return value;
  },
});

const hex = (description: string, digits: number): Parameter<string | undefined> =>
  optional(description, { type: 'string', pattern: `^[0-9a-fA-F]{${String(digits)}}$` }, (text, name) => {
    if (text.length !== digits || !/^[0-9a-f]+$/i.test(text)) throw wrong(name, `${String(digits)} hex digits`, text);
    return text.toLowerCase();
  });

export const traceId = (description: string): Parameter<string | undefined> => hex(description, 32);
export const spanId = (description: string): Parameter<string | undefined> => hex(description, 16);

/** A text of at most 1,024 characters. */
export const text = (description: string): Parameter<string | undefined> =>
  optional(description, { type: 'string', maxLength: 1024 }, (value, name) => {
    if (value.length > 1024) throw wrong(name, 'at most 1,024 characters', value);
    return value;
  });

/** One of a set of words. */
export function choice<const W extends string>(description: string, words: readonly W[]): Parameter<W | undefined>;
export function choice<const W extends string>(
  description: string,
  words: readonly W[],
  preset: NoInfer<W>,
): Parameter<W>;
export function choice<W extends string>(
  description: string,
  words: readonly W[],
  preset?: W,
): Parameter<W | undefined> {
  const schema: ParameterSchema = { type: 'string', enum: words, ...(preset !== undefined && { default: preset }) };
  const read: Reader<W> = (value, name) => {
    const word = words.find((known) => known === value);
    if (word === undefined) throw wrong(name, `one of ${words.join(', ')}`, value);
    return word;
  };
  return {
    ...optional(description, schema, read),
    read: ([value], name) => (value === undefined ? preset : read(value, name)),
  };
}

/** An integer within bounds. */
export const count = (
  description: string,
  bounds: { readonly min: number; readonly max: number; readonly preset: number },
): Parameter<number> => ({
  description,
  schema: { type: 'integer', minimum: bounds.min, maximum: bounds.max, default: bounds.preset },
  isRequired: false,
  isRepeated: false,
  read: ([value], name) => {
    if (value === undefined) return bounds.preset;
    const number = /^\d{1,9}$/.test(value) ? Number(value) : NaN;
    if (!(number >= bounds.min && number <= bounds.max))
      throw wrong(name, `a whole number from ${String(bounds.min)} to ${String(bounds.max)}`, value);
    return number;
  },
});

const UNITS: Readonly<Record<string, number>> = { us: 1, µs: 1, ms: 1e3, s: 1e6, m: 6e7, h: 3.6e9, d: 8.64e10 };

/** A duration in microseconds, or with a unit, such as `150ms`. Read as microseconds. */
export const duration = (description: string): Parameter<number | undefined> =>
  optional(
    `${description} Microseconds, or a number with a unit: 150ms, 2.5s, 10m, 1h.`,
    { type: 'string', pattern: '^\\d{1,15}(\\.\\d{1,6})?(us|µs|ms|s|m|h|d)?$' },
    (value, name) => {
      const [, number, unit = 'us'] = /^(\d{1,15}(?:\.\d{1,6})?)(us|µs|ms|s|m|h|d)?$/.exec(value) ?? [];
      const micros = Number(number) * (UNITS[unit] ?? NaN);
      if (!(micros <= Number.MAX_SAFE_INTEGER))
        throw wrong(name, 'microseconds, or a number with a unit, such as 150ms', value);
      return Math.round(micros);
    },
  );

/** A key and a value, or a key alone for any value. */
export interface AttributeMatch {
  readonly key: string;
  readonly value?: string;
}

/**
 * A condition `key=value`, or `key` alone for any value, in all of its readings: keys may contain `=` as values may, so
 * that `a=b=c` is a value of `a`, one of `a=b`, or the key `a=b=c`.
 */
export type AttributeCondition = readonly AttributeMatch[];

/** Each `=` is another reading, and another look into every span. */
const MAX_SIGNS = 20;

function readingsOf(condition: string): AttributeCondition {
  const readings: AttributeMatch[] = [];
  for (let at = condition.indexOf('=', 1); at > 0 && readings.length < MAX_SIGNS; at = condition.indexOf('=', at + 1))
    readings.push({ key: condition.slice(0, at), value: condition.slice(at + 1) });
  return [...readings, { key: condition }];
}

/** Conditions on attributes, all of which must match. */
export const attributes = (description: string): Parameter<readonly AttributeCondition[]> => ({
  description:
    `${description} \`key=value\`, or \`key\` alone for any value; a key may contain \`=\`. ` +
    'Given several times, all must match.',
  schema: { type: 'string', maxLength: 4096 },
  isRequired: false,
  isRepeated: true,
  read: (texts, name) => {
    if (texts.length > 20) throw wrong(name, 'given at most 20 times', `${String(texts.length)} times`);
    return texts.map((value) => {
      if (/^(=[^=]*)?$/.test(value) || value.length > 4096)
        throw wrong(name, 'key=value, or a key, of at most 4,096 characters', value);
      return readingsOf(value);
    });
  },
});
