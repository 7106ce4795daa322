/** The OpenAPI document, compared with the answers. */
import { QUESTIONS, writeQuestion } from '../../api/questions';
import { story } from '../query/story';
import { link, span, spanIdOf, traceIdOf } from '../store/spans';
import { closeServing, serving } from './serving';

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
}
interface Document {
  readonly openapi: string;
  readonly paths: Readonly<
    Record<
      string,
      {
        readonly get?: {
          readonly parameters?: readonly {
            readonly name: string;
            readonly in: string;
            readonly required: boolean;
            readonly schema: Schema;
          }[];
          readonly responses: Readonly<
            Record<string, { readonly content: Readonly<Record<string, { readonly schema: Schema }>> }>
          >;
        };
      }
    >
  >;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** Returns the faults of a value, by their paths in the answer. */
function faults(value: unknown, schema: Schema, document: Document, path: string = ''): string[] {
  if (schema.$ref !== undefined) {
    const target = document.components.schemas[schema.$ref.replace('#/components/schemas/', '')];
    return target ? faults(value, target, document, path) : [`${path}: ${schema.$ref} is nowhere`];
  }
  const type = Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value;
  if (type !== schema.type) return [`${path}: ${type}, not ${schema.type ?? 'anything'}`];
  if (schema.enum && !schema.enum.includes(value))
    return [`${path}: ${String(value)} is none of ${schema.enum.join()}`];
  if (schema.pattern !== undefined && !new RegExp(schema.pattern).test(String(value)))
    return [`${path}: ${String(value)} is not ${schema.pattern}`];
  if (Array.isArray(value))
    return value.flatMap((item, index) => faults(item, schema.items ?? {}, document, `${path}[${index}]`));
  if (type !== 'object') return [];
  const object = value as Record<string, unknown>;
  const missing = (schema.required ?? []).filter((key) => !(key in object)).map((key) => `${path}.${key} is missing`);
  return missing.concat(
    Object.entries(object).flatMap(([key, each]) => {
      const of = schema.properties?.[key] ?? schema.additionalProperties;
      return typeof of === 'object'
        ? faults(each, of, document, `${path}.${key}`)
        : [`${path}.${key} is not described`];
    }),
  );
}

afterEach(closeServing);

const QUESTION_PATHS: { readonly [N in keyof typeof QUESTIONS]: string } = {
  trace: writeQuestion('trace', { trace: traceIdOf(3) }),
  kept: writeQuestion('kept', { trace: traceIdOf(3) }),
  span: writeQuestion('span', { trace: traceIdOf(5), span: spanIdOf(0x51) }),
  graph: writeQuestion('graph', { trace: traceIdOf(5), hops: 1 }),
  search: writeQuestion('search', { status: 'error', limit: 1 }),
  services: writeQuestion('services', {}),
  chain: writeQuestion('chain', { trace: traceIdOf(5) }),
  runs: writeQuestion('runs', {}),
  run: writeQuestion('run', { workflow: 'a/b', run: '1' }),
  counters: writeQuestion('counters', {}),
  conversations: writeQuestion('conversations', {}),
  conversation: writeQuestion('conversation', { conversation: 'a/b' }),
  usage: writeQuestion('usage', { trace: traceIdOf(71) }),
  facets: writeQuestion('facets', {}),
  status: writeQuestion('status', {}),
};

test('Every answer matches the schema in the document', async () => {
  const { store, url } = await serving();
  const run = {
    'spanlink.workflow.name': 'a/b',
    'spanlink.workflow.run_id': '1',
    'spanlink.stage.name': 's',
    'spanlink.stage.attempt': '1',
    'spanlink.stage.item': 'i',
  };
  const turn = {
    'gen_ai.conversation.id': 'a/b',
    'gen_ai.operation.name': 'execute_tool',
    'gen_ai.agent.name': 'planner',
    'gen_ai.tool.name': 'search',
    'gen_ai.usage.input_tokens': '1',
    'gen_ai.usage.cost': '0.1',
    'spanlink.turn.attempt': '2',
  };
  await store.insert([
    ...story,
    span(70, 70, { attributes: run }),
    span(71, 71, { attributes: turn, links: [link(70, 70)] }),
  ]);
  const document = (await (await fetch(`${url}/api/openapi.json`)).json()) as Document;
  expect(document.openapi).toBe('3.1.0');
  for (const [name, path] of Object.entries(QUESTION_PATHS)) {
    const response = await fetch(url + path);
    const answer: unknown = await response.json();
    expect([name, response.status]).toEqual([name, 200]);
    const described =
      document.paths[QUESTIONS[name as keyof typeof QUESTION_PATHS].path]?.get?.responses['200']?.content[
        'application/json'
      ]?.schema;
    expect(faults(answer, described ?? {}, document, name)).toEqual([]);
  }
  const failed: unknown = await (await fetch(`${url}/api/graph`)).json();
  expect(
    faults(
      failed,
      document.paths['/api/graph']?.get?.responses['400']?.content['application/json']?.schema ?? {},
      document,
    ),
  ).toEqual([]);
});

test('The document describes every parameter in the way that the question reads it', async () => {
  const { url } = await serving();
  const document = (await (await fetch(`${url}/api/openapi.json`)).json()) as Document;
  for (const { path, parameters } of Object.values(QUESTIONS)) {
    const described = document.paths[path]?.get?.parameters ?? [];
    expect(described.map(({ name }) => name)).toEqual(Object.keys(parameters));
    for (const parameter of described)
      expect(parameter.in).toBe(path.includes(`{${parameter.name}}`) ? 'path' : 'query');
  }
  // a question without its required parameters is refused
  for (const [path, { get }] of Object.entries(document.paths)) {
    const required = (get?.parameters ?? []).filter((each) => each.in === 'query' && each.required);
    if (required.length > 0) expect((await fetch(url + path)).status).toBe(400);
  }
});

test('The validator of this test finds faults', () => {
  const document: Document = { openapi: '', paths: {}, components: { schemas: {} } };
  const schema: Schema = {
    type: 'object',
    properties: { a: { type: 'number' } },
    required: ['a'],
    additionalProperties: false,
  };
  expect(faults({ a: 'x', b: 1 }, schema, document)).toEqual(['.a: string, not number', '.b is not described']);
  expect(faults({}, schema, document)).toEqual(['.a is missing']);
});
