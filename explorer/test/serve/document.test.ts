/**
 * The OpenAPI document, whole. What it says of each answer is in `answers.txt`, where the diff shows a change;
 * `WRITE_ANSWERS=1` writes that.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { QUESTIONS } from '../../api/questions';
import type { JsonSchema } from '../../server/serve/json-schema';
import { openApi } from '../../server/serve/openapi';

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
  readonly responses: Readonly<Record<string, unknown>>;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>>; readonly securitySchemes: object };
}
const document = openApi('1.2.3') as Document;
const ANSWERS = join(__dirname, 'answers.txt');

/** Writes a schema as a type of TypeScript's. */
function typeOf({ $ref, type, enum: values, pattern, items, properties, ...schema }: JsonSchema): string {
  if ($ref !== undefined) return $ref.replace('#/components/schemas/', '');
  if (values) return `${type} ${values.join(' | ')}`;
  if (pattern !== undefined) return `${type} ${pattern}`;
  if (items) return `${type} of ${typeOf(items)}`;
  if (!properties)
    return typeof schema.additionalProperties === 'object'
      ? `${type} of ${typeOf(schema.additionalProperties)}`
      : String(type);
  const isOpen = schema.additionalProperties !== false;
  const fields = Object.entries(properties).map(
    ([name, field]) => `${name}${schema.required?.includes(name) ? '' : '?'}: ${typeOf(field)}`,
  );
  return `${type} {${isOpen ? ' …' : ''} ${fields.join('; ')} }`;
}

test('Each answer is described with all of its fields', () => {
  const text = Object.entries(document.components.schemas)
    .map(([name, schema]) => `${name}: ${schema.description}\n${typeOf(schema).replaceAll(/ ?[{;] /g, '\n  ')}\n`)
    .join('\n');
  if (process.env.WRITE_ANSWERS === '1') writeFileSync(ANSWERS, text);
  expect(text).toBe(readFileSync(ANSWERS, 'utf8'));
});

const json = (description: string, name: string): object => ({
  description,
  content: { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } },
});
const failures = {
  '400': json('The question is not understood.', 'ErrorAnswer'),
  '401': json('A token is needed.', 'ErrorAnswer'),
  '403': json('The request comes from another site.', 'ErrorAnswer'),
  '404': json('Nothing was found.', 'ErrorAnswer'),
  '503': json('It takes too long, or there are too many requests.', 'ErrorAnswer'),
};

test('Each question has its path, its parameters, its answer and its failures', () => {
  for (const [name, { path, summary, parameters }] of Object.entries(QUESTIONS)) {
    const { get } = document.paths[path] ?? {};
    expect(get).toMatchObject({ operationId: name, summary });
    const { '200': answer, ...others } = get?.responses ?? {};
    expect(others).toEqual(failures);
    expect(answer).toMatchObject({ description: 'The answer.' });
    expect(get?.parameters.map((parameter) => parameter.name)).toEqual(Object.keys(parameters));
    for (const parameter of get?.parameters ?? []) {
      const isInPath = path.includes(`{${parameter.name}}`);
      expect([parameter.in, parameter.required || !isInPath]).toEqual([isInPath ? 'path' : 'query', true]);
    }
  }
  const repeated = document.paths['/api/search']?.get?.parameters.find(({ name }) => name === 'attribute');
  expect(repeated).toMatchObject({
    ...{ style: 'form', explode: true },
    schema: { type: 'array', items: { type: 'string' } },
  });
});

test('What is no question has its path as well', () => {
  const text = { schema: { type: 'string' } };
  const { '/api/export': exported, '/api/files': files, '/api/dry-run': dryRun, '/api/live': live } = document.paths;
  expect(exported?.get).toMatchObject({
    operationId: 'export',
    responses: {
      '200': {
        description: 'An ExportTraceServiceRequest of OTLP in JSON on each line.',
        headers: { 'Spanlink-Cut-By': { description: expect.stringContaining('bounds'), ...text } },
        content: { 'application/x-ndjson': text },
      },
      ...failures,
    },
  });
  expect(files?.post).toEqual({
    operationId: 'readFile',
    summary: 'Reads a file with spans into the store: OTLP, or JSON of Jaeger or Zipkin, also packed.',
    parameters: [{ name: 'name', in: 'query', description: 'The name of the file.', required: false, ...text }],
    requestBody: { required: true, content: { 'application/octet-stream': text } },
    responses: { '200': json('What was read.', 'FileAnswer'), ...failures },
  });
  expect(dryRun?.post).toMatchObject({
    operationId: 'dryRun',
    requestBody: { required: false, content: { 'application/yaml': text } },
    responses: { '200': json('What the rules would keep.', 'TriedRulesAnswer'), ...failures },
  });
  expect(live?.get).toEqual({
    operationId: 'live',
    summary: 'Server-sent events `spans` as spans arrive, at most four a second.',
    responses: {
      '200': {
        description: 'Events, the data of each as JSON.',
        content: { 'text/event-stream': { schema: { $ref: '#/components/schemas/LiveAnswer' } } },
      },
    },
  });
});

test('It tells its version, its units, and how the token is sent', () => {
  expect(document).toMatchObject({
    openapi: '3.1.0',
    info: {
      title: 'Spanlink explorer',
      version: '1.2.3',
      description:
        'Causality across traces. Times are microseconds since 1970, durations microseconds; ids are lower-case hex.',
    },
    security: [{}, { token: [] }],
  });
  expect(document.components.securitySchemes).toEqual({
    token: { type: 'http', scheme: 'bearer', description: 'Required if the explorer was started with --token.' },
  });
});
