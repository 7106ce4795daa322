/** The same questions, asked of a server over its HTTP interface. */
import type { QuestionName } from '../../api/questions';
import { ask, micros, spanOf, story, traceOf } from './asking';
import { startClickhouse } from '../store/clickhouse-server';
import { closeAll, newFolder, openForTest } from '../store/folder';
import type { Store } from '../../server/store/open';
import { span } from '../store/spans';

const odd = `it's "odd" \\ 100% \n`;

const asked: readonly (readonly [QuestionName, string, Record<string, string>?])[] = [
  ['trace', '', { trace: traceOf(3) }],
  ['span', '', { trace: traceOf(5), span: spanOf(0x51) }],
  ['graph', `trace=${traceOf(3)}&hops=5`],
  ['graph', `trace=${traceOf(4)}&span=${spanOf(0x42)}&direction=causes`],
  ['search', ''],
  ['search', `since=${micros(0)}&until=${micros(2000)}&minDuration=1ms&status=error`],
  ['search', `name=${encodeURIComponent(odd)}`],
  ['search', `attribute=${encodeURIComponent(`${odd}=${odd}`)}`],
  ['search', 'causedBy.attribute=order.id%3D42&ledTo.service=dead'],
  ['services', ''],
  ['chain', `trace=${traceOf(5)}`],
  ['runs', ''],
  ['run', '', { workflow: odd, run: odd }],
  ['facets', 'service=worker'],
  ['status', ''],
];

const answersOf = async (store: Store): Promise<unknown[]> => {
  const run = { 'spanlink.workflow.name': odd, 'spanlink.workflow.run_id': odd, 'spanlink.stage.name': 'a', 'spanlink.stage.attempt': '1' };
  await store.insert([...story, span(80, 80, { name: odd, attributes: { [odd]: odd, ...run } })]);
  const answers = [];
  for (const [name, query, inPath] of asked) answers.push([name, query, await ask(store, name, query, inPath)]);
  return answers;
};

afterEach(closeAll);

test('Every question is answered by a server as by the engine in the process', async () => {
  const expected = await answersOf(await openForTest());
  expect(JSON.stringify(expected)).not.toContain('"traces":[]');
  // one process has one folder open at a time
  await closeAll();
  const server = await startClickhouse(newFolder());
  try {
    expect(await answersOf(await openForTest({ clickhouse: server.url }))).toEqual(expected);
  } finally {
    await closeAll();
    await server.close();
  }
});
