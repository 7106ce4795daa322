/** Conditions on the attributes of spans. */
import { type Parameter, wrong } from './parameters.js';
import { otherName, otherValue } from './renamed-attributes.js';

/** A key and a value, or a key alone for any value. */
export interface AttributeMatch {
  readonly key: string;
  readonly value?: string;
}

/**
 * A condition `key=value`, or `key` alone for any value, in all of its readings: keys may contain `=` as values may, so
 * that `a=b=c` is a value of `a`, one of `a=b`, or the key `a=b=c`. An attribute that was renamed is also read
 * under its other name, as senders of several versions are in one store.
 */
export type AttributeCondition = readonly AttributeMatch[];

/** Each `=` is another reading, and another look into every span. */
const MAX_SIGNS = 20;

function readingsOf(condition: string): AttributeCondition {
  const readings: AttributeMatch[] = [];
  for (let at = condition.indexOf('=', 1); at > 0 && readings.length < MAX_SIGNS; at = condition.indexOf('=', at + 1))
    readings.push({ key: condition.slice(0, at), value: condition.slice(at + 1) });
  return [...readings, { key: condition }].flatMap(withOtherName);
}

/** Adds the reading under the other name of a renamed attribute, with the value that it has there. */
function withOtherName({ key, value }: AttributeMatch): AttributeMatch[] {
  const other = otherName(key);
  const match = value === undefined ? { key } : { key, value };
  if (other === undefined) return [match];
  return [match, value === undefined ? { key: other } : { key: other, value: otherValue(key, value) }];
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
