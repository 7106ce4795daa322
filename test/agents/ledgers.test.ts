/** Conversations in every ledger: they are runs, and turns attempts. */
import { runTask, runTurn } from 'spanlink/agents';
import { recordSpans } from 'spanlink/testing';
import {
  historyOf,
  type Ledger,
  MemoryLedger,
  PostgresLedger,
  RedisLedger,
  SqliteLedger,
  useLedger,
} from 'spanlink/workflow';
import Database from 'libsql';
import { createClient } from 'redis';
import { openPool } from '../fixtures/postgres';
import { cause, causeTraceparent } from '../fixtures/spans';
import { startPostgres } from '../servers/postgres';
import { startRedis } from '../servers/redis';
import { describeWith } from '../servers/server';

const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

const turns = () => recorder.named('invoke_agent planner');
const relationsOf = (n: number) => turns()[n]?.links.map(({ attributes }) => attributes?.['spanlink.relation']);

interface Opened {
  readonly ledger: Ledger;
  readonly close: () => Promise<unknown>;
}

function testConversations(open: () => Promise<Opened>): void {
  let opened: Opened;
  let conversations = 0;
  let conversation = '';
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.close());
  beforeEach(() => {
    useLedger(opened.ledger, { timeout: 20_000 });
    conversation = `chat {${++conversations}} \0\ud800'`;
  });
  afterEach(() => useLedger(undefined));

  const ask = (id?: string, body: () => unknown = () => undefined) =>
    runTurn({ agent: 'planner', conversation, id }, body);

  test('turns are linked in order, a failed one is retried, and the history has them all', async () => {
    await ask('q1');
    await expect(ask('q2', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await ask('q2');
    await ask('q3');
    const [first, failed, retry, last] = turns();
    expect(failed).toLinkTo(first as never, { relation: 'turn' });
    expect(retry).toLinkTo(failed as never, { relation: 'retry_of' });
    expect(retry).toLinkTo(first as never, { relation: 'turn' });
    expect(last).toLinkTo(retry as never, { relation: 'turn' });
    expect([0, 1, 2, 3].map((n) => relationsOf(n))).toEqual([[], ['turn'], ['retry_of', 'turn'], ['turn']]);
    const { attempts } = await historyOf('gen_ai.conversation', conversation);
    expect(attempts.map(({ item, attempt, status }) => [item, attempt, status])).toEqual([
      ['q1', 1, 'completed'],
      ['q2', 1, 'failed'],
      ['q2', 2, 'completed'],
      ['q3', 1, 'completed'],
    ]);
  });

  test('a turn whose process died is linked, and so is the one before it', async () => {
    await ask();
    const own = turns()[0]?.spanContext();
    const key = { workflow: 'gen_ai.conversation', run: conversation, stage: 'turn', item: '' };
    const { attempt } = await opened.ledger.open({ ...key, process: 'dead', startedAt: Date.now(), stages: [] });
    await opened.ledger.start(
      { ...key, attempt },
      {
        traceparent: causeTraceparent(9),
        links: [{ traceparent: `00-${own?.traceId}-${own?.spanId}-01`, relation: 'turn' }],
      },
    );
    await ask();
    expect(turns()[1]).toLinkTo(cause(9), { relation: 'turn' });
    expect(turns()[1]).toLinkTo(turns()[0] as never, { relation: 'turn' });
  });

  test('tasks of a conversation are no turns of it', async () => {
    await ask();
    await runTask({ agent: 'worker', conversation, id: 't1' }, () => undefined);
    await ask();
    expect(turns()[1]).toLinkTo(turns()[0] as never, { relation: 'turn' });
    expect(relationsOf(1)).toEqual(['turn']);
  });
}

describe('In memory,', () => {
  testConversations(async () => ({ ledger: new MemoryLedger(), close: async () => undefined }));
});

describe('In SQLite,', () => {
  testConversations(async () => ({ ledger: new SqliteLedger(new Database(':memory:')), close: async () => undefined }));
});

describeWith('postgres', 'In PostgreSQL,', () => {
  testConversations(async () => {
    const server = await startPostgres();
    const pool = openPool(server.port);
    const close = async (): Promise<void> => {
      await pool.end();
      await server.stop();
    };
    return { ledger: new PostgresLedger(pool), close };
  });
});

describeWith('redis-server', 'In Redis,', () => {
  testConversations(async () => {
    const server = await startRedis();
    const client = createClient({ socket: { host: '127.0.0.1', port: server.port } });
    await client.on('error', () => undefined).connect();
    const close = async (): Promise<void> => {
      await client.close();
      await server.stop();
    };
    return { ledger: new RedisLedger(client), close };
  });
});
