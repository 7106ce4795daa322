/** All questions on a server, over its HTTP interface. */
import { QUESTIONS, type QuestionName } from '../../api/questions';
import type { Store } from '../../server/store/open-store';
import { startClickhouse } from '../store/clickhouse-server';
import { closeAll, newFolder, openForTest } from '../store/folder';
import { link, span, spanIdOf, traceIdOf } from '../store/spans';
import { ask, story } from './story';

const STAGE = {
  'spanlink.workflow.name': 'loan',
  'spanlink.workflow.run_id': '7',
  'spanlink.stage.name': 'submit',
  'spanlink.stage.attempt': '1',
};
const TURN = {
  'gen_ai.conversation.id': 'chat',
  'gen_ai.operation.name': 'invoke_agent',
  'gen_ai.agent.name': 'planner',
  'gen_ai.usage.input_tokens': '12',
  'gen_ai.usage.cost': '0.5',
};
const SPANS = [
  ...story,
  span(10, 0x101, { name: 'Loan.submit', attributes: STAGE }),
  span(11, 0x111, { attributes: TURN, links: [link(10, 0x101)] }),
];

/** The parameters to ask each question with, for each way it is answered. */
const PARAMETERS: Readonly<
  Record<QuestionName, readonly (readonly [query: string, inPath?: Readonly<Record<string, string>>])[]>
> = {
  trace: [['', { trace: traceIdOf(3) }]],
  kept: [['', { trace: traceIdOf(3) }]],
  span: [['', { trace: traceIdOf(5), span: spanIdOf(0x51) }]],
  graph: [[`trace=${traceIdOf(3)}`], [`trace=${traceIdOf(5)}&span=${spanIdOf(0x51)}&direction=causes&hops=2`]],
  search: [
    [''],
    ['status=error&service=retry'],
    ['causedBy.attribute=order.id=42'],
    [`ledTo.trace=${traceIdOf(5)}&ledTo.span=${spanIdOf(0x51)}`],
  ],
  services: [['']],
  chain: [[`trace=${traceIdOf(5)}&span=${spanIdOf(0x51)}`]],
  runs: [['']],
  run: [['', { workflow: 'loan', run: '7' }]],
  conversations: [[''], ['agent=planner']],
  conversation: [['', { conversation: 'chat' }]],
  usage: [[`trace=${traceIdOf(10)}`]],
  counters: [[''], ['service=orders&since=2026-01-01']],
  facets: [['']],
  status: [['']],
};

async function askAll(store: Store): Promise<Readonly<Record<string, unknown>>> {
  await store.insert(SPANS);
  const answers: Record<string, unknown> = {};
  for (const name of Object.keys(QUESTIONS) as QuestionName[]) {
    for (const [query, inPath] of PARAMETERS[name]) answers[`${name} ${query}`] = await ask(store, name, query, inPath);
  }
  await store.close();
  return answers;
}

afterEach(closeAll);

test('A server answers every question like the engine in the process', async () => {
  const embedded = await askAll(await openForTest());
  const server = await startClickhouse(newFolder());
  try {
    expect(await askAll(await openForTest({ clickhouse: server.url }))).toEqual(embedded);
    expect(server.requests.length).toBeGreaterThan(Object.keys(embedded).length);
  } finally {
    await server.close();
  }
  expect(embedded['run ']).toMatchObject({ attempts: [{ stage: 'submit', attempt: 1 }] });
  expect(embedded[`usage trace=${traceIdOf(10)}`]).toMatchObject({ inputTokens: 12, cost: 0.5, spans: 1 });
  expect(embedded[`graph trace=${traceIdOf(3)}`]).toMatchObject({
    lanes: expect.any(Array),
    links: expect.arrayContaining([expect.anything()]),
  });
});
