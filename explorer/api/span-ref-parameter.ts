/** The parameter that names one span of any trace. */
import type { SpanRef } from './answers.js';
import { QuestionError } from './parameters.js';
import type { Parameter } from './parameters.js';

/** A span, as the id of its trace, a colon, and its own id. */
export const spanRef = (description: string): Parameter<SpanRef | undefined> => ({
  description: `${description} The id of its trace, a colon, and its own id.`,
  schema: { type: 'string', pattern: '^[0-9a-fA-F]{32}:[0-9a-fA-F]{16}$' },
  isRequired: false,
  isRepeated: false,
  read: ([text], name) => {
    if (text === undefined) return undefined;
    const [, traceId, spanId] = /^([0-9a-f]{32}):([0-9a-f]{16})$/.exec(text.toLowerCase()) ?? [];
    if (traceId === undefined || spanId === undefined)
      throw new QuestionError(`"${name}" must be 32 hex digits, a colon, and 16 more, and is "${text.slice(0, 80)}".`);
    return { traceId, spanId };
  },
});
