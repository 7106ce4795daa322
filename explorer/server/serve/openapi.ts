/** The OpenAPI 3.1 document, generated from the same definitions as the routes. */
import { QUESTIONS } from '../../api/questions.js';
import type { Question, QuestionName } from '../../api/questions.js';
import { components } from './json-schema.js';
import type { JsonSchema } from './json-schema.js';
import { ANSWER_SCHEMAS, ERROR_SCHEMA } from './answer-schemas.js';
import { LIVE_SCHEMA } from './live-schema.js';

const json = (description: string, schema: JsonSchema): object => ({
  description,
  content: { 'application/json': { schema } },
});
const failures = {
  '400': json('The question is not understood.', ERROR_SCHEMA.json),
  '401': json('A token is needed.', ERROR_SCHEMA.json),
  '403': json('The request comes from another site.', ERROR_SCHEMA.json),
  '404': json('Nothing was found.', ERROR_SCHEMA.json),
  '503': json('It takes too long, or there are too many requests.', ERROR_SCHEMA.json),
};

function operation(name: QuestionName): object {
  const { path, summary, parameters }: Question = QUESTIONS[name];
  return {
    operationId: name,
    summary,
    parameters: Object.entries(parameters).map(([key, { description, schema, isRequired, isRepeated }]) => ({
      name: key,
      in: path.includes(`{${key}}`) ? 'path' : 'query',
      description,
      required: isRequired,
      schema: isRepeated ? { type: 'array', items: schema } : schema,
      ...(isRepeated && { style: 'form', explode: true }),
    })),
    responses: { '200': json('The answer.', ANSWER_SCHEMAS[name].json), ...failures },
  };
}

/** Returns the document. */
export const openApi = (version: string): object => ({
  openapi: '3.1.0',
  info: {
    title: 'Spanlink explorer',
    version,
    description:
      'Causality across traces. Times are microseconds since 1970, durations microseconds; ids are lower-case hex.',
  },
  security: [{}, { token: [] }],
  paths: {
    // QuestionName is the keys of QUESTIONS
    ...Object.fromEntries(
      Object.entries(QUESTIONS).map(([name, { path }]) => [path, { get: operation(name as QuestionName) }]),
    ),
    '/api/live': {
      get: {
        operationId: 'live',
        summary: 'Server-sent events `spans` as spans arrive, at most four a second.',
        responses: {
          '200': {
            description: 'Events, the data of each as JSON.',
            content: { 'text/event-stream': { schema: LIVE_SCHEMA.json } },
          },
        },
      },
    },
  },
  components: {
    schemas: components,
    securitySchemes: {
      token: { type: 'http', scheme: 'bearer', description: 'Required if the explorer was started with --token.' },
    },
  },
});
