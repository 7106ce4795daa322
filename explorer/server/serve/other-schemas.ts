/** The schemas of what is no answer to a question. */
import type { ErrorAnswer, LiveAnswer } from '../../api/answers.js';
import type { StoryCounts, TraceAmount, TriedRulesAnswer } from '../../api/dry-run.js';
import type { FileAnswer } from '../../api/files.js';
import { component, enumOf, isTrue, list, number, object, optional, string } from './json-schema.js';

export const FILE_SCHEMA = component<FileAnswer>('FileAnswer', 'What was read from a file.', {
  name: string,
  forms: list(enumOf('OTLP JSON', 'OTLP protobuf', 'Jaeger JSON', 'Zipkin JSON')),
  spans: number,
  traces: list(string),
  problems: list(object<FileAnswer['problems'][number]>({ line: optional(number), message: string })),
  problemsTotal: number,
});

const AMOUNT = { traces: number, spans: number, bytes: number };
const STORIES = object<StoryCounts>({ whole: number, inPart: number });

export const TRIED_RULES_SCHEMA = component<TriedRulesAnswer>(
  'TriedRulesAnswer',
  'What rules would keep of what is held.',
  {
    held: object<TriedRulesAnswer['held']>({ ...AMOUNT, stories: number }),
    kept: object<TriedRulesAnswer['kept']>({ ...AMOUNT, stories: STORIES }),
    policies: list(object<TriedRulesAnswer['policies'][number]>({ policy: string, ...AMOUNT })),
    causes: object<TraceAmount>(AMOUNT),
    effects: object<TraceAmount>(AMOUNT),
    withoutLinks: object<TriedRulesAnswer['withoutLinks']>({ ...AMOUNT, stories: STORIES }),
    largest: list(object<TriedRulesAnswer['largest'][number]>({ traceId: string, policy: string, traces: number })),
    notices: list(string),
  },
);

export const ERROR_SCHEMA = component<ErrorAnswer>(
  'ErrorAnswer',
  'Tells what was expected, what was found, and what to do.',
  { error: string },
);
export const LIVE_SCHEMA = component<LiveAnswer>('LiveAnswer', 'The data of a server-sent event `spans`.', {
  traces: list(string),
  isCut: optional(isTrue),
  spans: number,
});
