/** The OpenAPI 3.1 document, generated from the same definitions as the routes. */
import { CUT_BY_HEADER, EXPORT, EXPORT_TYPE } from '../../api/export.js';
import { DRY_RUN } from '../../api/dry-run.js';
import { FILES_PATH } from '../../api/files.js';
import { QUESTIONS } from '../../api/questions.js';
import type { Question, QuestionName } from '../../api/questions.js';
import { components } from './json-schema.js';
import type { JsonSchema } from './json-schema.js';
import { ANSWER_SCHEMAS } from './answer-schemas.js';
import { ERROR_SCHEMA, FILE_SCHEMA, LIVE_SCHEMA, TRIED_RULES_SCHEMA } from './other-schemas.js';

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

const operation = (name: string, question: Question, answer: object): object => ({
  operationId: name,
  summary: question.summary,
  parameters: parametersOf(question),
  responses: { '200': answer, ...failures },
});

function parametersOf({ path, parameters }: Question): object[] {
  return Object.entries(parameters).map(([key, { description, schema, isRequired, isRepeated }]) => ({
    name: key,
    in: path.includes(`{${key}}`) ? 'path' : 'query',
    description,
    required: isRequired,
    schema: isRepeated ? { type: 'array', items: schema } : schema,
    ...(isRepeated && { style: 'form', explode: true }),
  }));
}

/** An export, which is no JSON, but JSON on each line. */
const exported = {
  description: 'An ExportTraceServiceRequest of OTLP in JSON on each line.',
  headers: {
    [CUT_BY_HEADER]: {
      description: 'The bounds that left something out, separated by commas; missing if none did.',
      schema: { type: 'string' },
    },
  },
  content: { [EXPORT_TYPE]: { schema: { type: 'string' } } },
};

const upload = {
  operationId: 'readFile',
  summary: 'Reads a file with spans into the store: OTLP, or JSON of Jaeger or Zipkin, also packed.',
  parameters: [
    { name: 'name', in: 'query', description: 'The name of the file.', required: false, schema: { type: 'string' } },
  ],
  requestBody: { required: true, content: { 'application/octet-stream': { schema: { type: 'string' } } } },
  responses: { '200': json('What was read.', FILE_SCHEMA.json), ...failures },
};

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
    ...Object.fromEntries(
      // QuestionName is the keys of QUESTIONS
      Object.entries<Question>(QUESTIONS).map(([name, question]) => [
        question.path,
        { get: operation(name, question, json('The answer.', ANSWER_SCHEMAS[name as QuestionName].json)) },
      ]),
    ),
    [EXPORT.path]: { get: operation('export', EXPORT, exported) },
    [FILES_PATH]: { post: upload },
    [DRY_RUN.path]: {
      post: {
        ...operation('dryRun', DRY_RUN, json('What the rules would keep.', TRIED_RULES_SCHEMA.json)),
        requestBody: { required: false, content: { 'application/yaml': { schema: { type: 'string' } } } },
      },
    },
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
