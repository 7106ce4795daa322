/** Statements that fail after they have written rows. */
import { closeAll, openForTest } from './folder';

afterEach(closeAll);

test.each([
  ['fails', 'SELECT number, throwIf(number = 150000) AS fails FROM numbers(200000) SETTINGS max_block_size = 1000'],
  [
    'takes too long',
    'SELECT number, sleepEachRow(0.01) AS slow FROM numbers(2000) SETTINGS max_block_size = 10, max_execution_time = 1',
  ],
  [
    'returns too much',
    'SELECT number, toString(number) AS t FROM numbers(20000) SETTINGS max_block_size = 1000, max_result_bytes = 99999',
  ],
])('A statement that %s leaves no rows to the next ones', async (_, statement) => {
  const store = await openForTest();
  // on each of the connections
  await Promise.all(Array.from({ length: 3 }, () => expect(store.query(statement)).rejects.toThrow()));
  const answers = await Promise.all(Array.from({ length: 6 }, (_each, index) => store.query(`SELECT ${index} AS one`)));
  expect(answers).toEqual(Array.from({ length: 6 }, (_each, index) => [{ one: index }]));
});
