/** The parameter that names one span of any trace. */
import type { SpanRef, SpanSummary } from './answers.js';
import { QuestionError } from './parameters.js';
import type { Parameter } from './parameters.js';

/** A span, and its number among different spans of its id; missing for the first. */
export type NumberedRef = SpanRef & Pick<SpanSummary, 'nth'>;

/** A span, as the id of its trace, its own id and, if it is not the first span of that id, its number. */
export const spanRef = (description: string): Parameter<NumberedRef | undefined> => ({
  description:
    `${description} The id of its trace, a colon, and its own id; of different spans that share the id, ` +
    'a colon and the number (`nth`) behind it.',
  schema: { type: 'string', pattern: '^[0-9a-fA-F]{32}:[0-9a-fA-F]{16}(:[1-9][0-9]{0,4})?$' },
  isRequired: false,
  isRepeated: false,
  read: ([text], name) => {
    if (text === undefined) return undefined;
    const [, traceId, spanId, number] =
      /^([0-9a-f]{32}):([0-9a-f]{16})(?::([1-9]\d{0,4}))?$/.exec(text.toLowerCase()) ?? [];
    if (traceId === undefined || spanId === undefined)
      throw new QuestionError(
        `"${name}" must be 32 hex digits, a colon, and 16 more, and may end with a colon and a number; ` +
          `it is "${text.slice(0, 80)}".`,
      );
    const nth = Number(number ?? 1);
    return { traceId, spanId, ...(nth > 1 && { nth }) };
  },
});
