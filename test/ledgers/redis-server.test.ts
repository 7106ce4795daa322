/** The commands that the ledger in Redis sends to its server, and the keys that it leaves there. */
import Redis from 'ioredis';
import { createClient, createClientPool } from 'redis';
import { type Attempt, type RedisClient, RedisLedger } from 'spanlink/workflow';
import {
  attemptNames,
  DAY,
  finishAttempt,
  keyOf,
  newRun,
  NOW,
  openingOf,
  startAttempt,
  startedOf,
} from '../fixtures/ledgers';
import { runProcess } from '../fixtures/processes';
import { startRedis } from '../servers/redis';
import { describeWith, type Server, startServer } from '../servers/server';

let server: Server;
let redis: Redis;
let ledger: RedisLedger;

/** Returns the commands that the server gets while the body runs, each as its words; `lua` for those of scripts. */
async function commandsOf(body: () => Promise<unknown>): Promise<{ sent: string[][]; lua: string[][] }> {
  const monitor = await redis.monitor();
  const commands: { sent: string[][]; lua: string[][] } = { sent: [], lua: [] };
  const done = new Promise<void>((resolve) => {
    monitor.on('monitor', (_time: string, words: string[], source: string) => {
      if (words[0]?.toLowerCase() === 'echo') resolve();
      else commands[source === 'lua' ? 'lua' : 'sent'].push(words);
    });
  });
  await body();
  await redis.echo('done');
  await done;
  monitor.disconnect();
  return commands;
}

/** Returns the time to live of each key, in milliseconds. */
async function lives(): Promise<Record<string, number>> {
  const keys = await redis.keys('*');
  return Object.fromEntries(await Promise.all(keys.map(async (key) => [key, await redis.pttl(key)] as const)));
}

describeWith('redis-server', 'A ledger in Redis', () => {
  beforeAll(async () => {
    server = await startRedis();
    redis = new Redis(server.port, '127.0.0.1');
  });
  beforeEach(async () => {
    await redis.flushall();
    ledger = new RedisLedger(redis);
    // which also prunes, for the first time in a minute
    await finishAttempt(ledger, openingOf(newRun(), 'submit'));
  });
  afterAll(async () => {
    await redis.quit();
    await server.stop();
  });

  test('numbers from 1 to 500 the attempts of ten processes that open one stage 50 times each', async () => {
    const { run } = newRun();
    const ended = await Promise.all(
      Array.from({ length: 10 }, () => runProcess('ledger-redis-open', String(server.port), run, '50')),
    );
    expect(ended.map(({ code }) => code)).toEqual(Array.from({ length: 10 }, () => 0));
    const numbers = ended.flatMap(({ stdout }) => JSON.parse(stdout) as number[]);
    expect(numbers.sort((one, other) => one - other)).toEqual(Array.from({ length: 500 }, (_, n) => n + 1));
    const history = await ledger.history('loan', run);
    expect(history.map(({ sequence }) => sequence)).toEqual(numbers);
    expect(new Set(history.map(({ process }) => process)).size).toBe(10);
  });

  test('sends one command a call, and one for the list of runs beside an opening', async () => {
    const run = newRun();
    const opening = openingOf(run, 'submit');
    await finishAttempt(ledger, openingOf({ ...run, run: 'before' }, 'submit'));
    const names = async (body: () => Promise<unknown>): Promise<(string | undefined)[]> =>
      (await commandsOf(body)).sent.map(([name]) => name?.toLowerCase());
    await ledger.history(run.workflow, run.run);
    await ledger.open({ ...opening, continues: 'before' });
    expect(await names(() => ledger.open(opening))).toEqual(['evalsha', 'evalsha']);
    expect(await names(() => ledger.open({ ...opening, continues: 'before' }))).toEqual([
      'evalsha',
      'evalsha',
      'evalsha',
    ]);
    expect(await names(() => ledger.start(keyOf(opening), startedOf()))).toEqual(['evalsha']);
    expect(await names(() => ledger.finish(keyOf(opening), { status: 'failed', endedAt: NOW }))).toEqual(['evalsha']);
    expect(await names(() => ledger.history(run.workflow, run.run))).toEqual(['evalsha']);
  });

  test('sends an opening’s commands before the first reply, and awaits only those that it returns', async () => {
    const sent: string[] = [];
    const client: RedisClient = {
      eval: () => Promise.reject(new Error('not asked for')),
      call: () => Promise.reject(new Error('not asked for')),
      evalsha: (_sha, _count, ...words) => {
        sent.push(words[0] as string);
        if (words[0] === 'spanlink:runs') return new Promise(() => undefined);
        return Promise.resolve(words.length > 4 ? '[1,null,[]]' : '[]');
      },
    };
    const opening = openingOf({ workflow: 'loan', run: '7' }, 'submit', { continues: '6' });
    const held = new RedisLedger(client);
    await held.open(opening);
    sent.length = 0;
    const opened = held.open(opening);
    expect(sent).toEqual(['spanlink:{loan/7}:attempts', 'spanlink:runs', 'spanlink:{loan/6}:attempts']);
    await expect(opened).resolves.toEqual({ attempt: 1, earlier: [], others: [] });
  });

  test('does as little for a run of 10,000 items as for one of ten', async () => {
    const [small, big] = [newRun(), newRun()];
    const fill = (run: typeof small, count: number): Promise<unknown> =>
      Promise.all(
        Array.from({ length: count }, (_, n) => finishAttempt(ledger, openingOf(run, 'check', { item: String(n) }))),
      );
    await fill(small, 10);
    await fill(big, 10_000);
    const lua = async (run: typeof small): Promise<number[]> => {
      const { lua: asked } = await commandsOf(() => startAttempt(ledger, openingOf(run, 'approve')));
      return [asked.length, Math.max(...asked.map(({ length }) => length))];
    };
    await lua(small);
    await lua(big);
    expect(await lua(big)).toEqual(await lua(small));
    const { others, first, last } = await ledger.open(openingOf(big, 'approve', { stages: ['check'] }));
    expect(others).toHaveLength(10_000);
    expect(others.map(({ sequence }) => sequence)).toEqual(
      others.map(({ sequence }) => sequence).sort((one, other) => one - other),
    );
    expect(attemptNames([others[0], last])).toEqual(attemptNames([first, { ...(last as Attempt) }]));
    expect(await ledger.history(big.workflow, big.run)).toHaveLength(10_003);
  });

  test('lets every key expire after the retention, and longer with each write', async () => {
    await redis.flushall();
    const short = new RedisLedger(redis, { retentionDays: 2 });
    const opening = openingOf(newRun(), 'submit');
    await short.open(opening);
    const calls = [
      () => short.start(keyOf(opening), startedOf()),
      () => short.finish(keyOf(opening), { status: 'failed', endedAt: NOW }),
      () => short.open(opening),
    ];
    for (const call of calls) {
      for (const key of await redis.keys('*')) await redis.pexpire(key, DAY);
      await call();
      for (const [key, ms] of Object.entries(await lives())) {
        const isTouched = key !== 'spanlink:runs' || call === calls[2];
        expect([key, ms > DAY, ms > 0, ms <= 2 * DAY]).toEqual([key, isTouched, true, true]);
      }
    }
    expect(Object.keys(await lives())).toHaveLength(5);
    await new RedisLedger(redis, { retentionDays: Infinity }).open(opening);
    for (const ms of Object.values(await lives())) expect(ms).toBeGreaterThan(36_000 * DAY);
  });

  test('leaves nothing of a forgotten run, nor of a forgotten stage in a run that goes on', async () => {
    const [old, run] = [newRun(), newRun()];
    for (const item of ['a', 'b'])
      await finishAttempt(ledger, openingOf(old, 'check', { item, startedAt: NOW - 9 * DAY }), 'failed');
    for (const item of ['a', 'b'])
      await startAttempt(ledger, openingOf(run, 'check', { item, startedAt: NOW - 9 * DAY }));
    await startAttempt(ledger, openingOf(run, 'submit', { startedAt: NOW - 8 * DAY }));
    expect(await ledger.prune(NOW - 8 * DAY)).toBe(4);
    expect((await redis.keys('*')).filter((key) => key.includes(old.workflow))).toEqual([]);
    expect((await redis.hkeys(`spanlink:{${run.workflow}/${run.run}}:attempts`)).sort()).toEqual([
      'n/submit/',
      'o/submit//000000000001',
      's/submit//000000000001',
      'sequence',
    ]);
    const left = await Promise.all(
      ['began', 'spans', 'index'].map((key) => redis.zrange(`spanlink:{${run.workflow}/${run.run}}:${key}`, '0', '-1')),
    );
    expect(left).toEqual([
      ['submit//000000000001'],
      ['submit//000000000001'],
      ['l/submit//000000000001', 'r/submit//000000000001'],
    ]);
    expect(await redis.zrange('spanlink:runs', '0', '0', 'WITHSCORES')).toEqual([
      `${run.workflow}/${run.run}`,
      String(NOW - 8 * DAY),
    ]);
    expect(await ledger.prune(NOW - 7 * DAY)).toBe(1);
    expect(await redis.zcard('spanlink:runs')).toBe(1);
  });

  test('forgets an attempt with a late clock without losing the attempts before it', async () => {
    const run = newRun();
    const opening = openingOf(run, 'check');
    await startAttempt(ledger, opening);
    await ledger.open(opening);
    await startAttempt(ledger, { ...opening, startedAt: NOW - 9 * DAY });
    expect(await ledger.prune(NOW - DAY)).toBe(1);
    const { attempt, others } = await ledger.open({ ...opening, stages: ['check'] });
    expect(attempt).toBe(4);
    expect(attemptNames(others)).toEqual(['check#1']);
  });

  test('forgets many runs, and long ones, a few at a time', async () => {
    const long = newRun();
    await Promise.all(
      Array.from({ length: 2_500 }, () =>
        finishAttempt(ledger, openingOf(long, 'check', { startedAt: NOW - 9 * DAY })),
      ),
    );
    await Promise.all(
      Array.from({ length: 250 }, () =>
        finishAttempt(ledger, openingOf(newRun(), 'check', { startedAt: NOW - 9 * DAY })),
      ),
    );
    let pruned = 0;
    const { sent, lua } = await commandsOf(async () => (pruned = await ledger.prune(NOW - 8 * DAY)));
    expect(pruned).toBe(2_750);
    // three rounds for the long run and the many, and one that finds nothing
    expect(sent.filter((words) => words[3] === 'spanlink:runs' && words.length === 5)).toHaveLength(4);
    expect(lua.filter(([name]) => name === 'DEL')).toHaveLength(251);
    expect(await ledger.prune(NaN)).toBe(0);
    expect(await ledger.prune(-Infinity)).toBe(0);
    expect(await ledger.prune(Infinity)).toBe(1);
    expect(await redis.keys('*')).toEqual([]);
  });

  test('goes on after the server has forgotten all scripts', async () => {
    const opening = openingOf(newRun(), 'submit');
    const calls = [
      () => ledger.open(opening),
      () => ledger.start(keyOf(opening), startedOf()),
      () => ledger.finish(keyOf(opening), { status: 'completed', endedAt: NOW }),
      () => ledger.history(opening.workflow, opening.run),
      () => ledger.prune(NOW - DAY),
    ];
    for (const call of calls) {
      await redis.script('FLUSH');
      await call();
    }
    expect(await ledger.history(opening.workflow, opening.run)).toMatchObject([{ attempt: 1, status: 'completed' }]);
  });

  test('reads from a replica, fails to write there, and writes to it after a failover', async () => {
    await redis.config('SET', 'repl-diskless-sync-delay', '0');
    const replica = await startServer('redis-server', ({ folder, port }) => ({
      args: [
        '--port',
        String(port),
        '--bind',
        '127.0.0.1',
        '--dir',
        folder,
        '--save',
        '',
        '--replicaof',
        `127.0.0.1 ${server.port}`,
      ],
      ready: /MASTER <-> REPLICA sync: Finished with success/,
    }));
    const other = new Redis(replica.port, '127.0.0.1');
    const opening = openingOf(newRun(), 'submit');
    await finishAttempt(ledger, opening);
    await redis.wait(1, 0);
    const onReplica = new RedisLedger(other);
    expect(await onReplica.history(opening.workflow, opening.run)).toMatchObject([{ attempt: 1, status: 'completed' }]);
    await expect(onReplica.open(opening)).rejects.toThrow('READONLY');
    await other.replicaof('NO', 'ONE');
    await expect(onReplica.open(opening)).resolves.toMatchObject({ attempt: 2, last: { attempt: 1 } });
    other.disconnect();
    await replica.stop();
  });

  test.each<[string, () => Promise<[RedisClient, () => unknown]>]>([
    ...([2, 3] as const).map((RESP): [string, () => Promise<[RedisClient, () => unknown]>] => [
      `node-redis in RESP ${RESP}`,
      async () => {
        const client = createClient({ socket: { port: server.port }, RESP });
        await client.connect();
        return [client, () => client.close()];
      },
    ]),
    [
      'a pool of node-redis',
      async () => {
        const pool = createClientPool({ socket: { port: server.port } });
        await pool.connect();
        return [pool, () => pool.close()];
      },
    ],
    [
      'ioredis that pipelines, and puts a prefix before all keys',
      async () => {
        const client = new Redis(server.port, '127.0.0.1', { enableAutoPipelining: true, keyPrefix: 'mine:' });
        return [client, () => client.quit()];
      },
    ],
  ])('works through %s', async (_what, connect) => {
    await redis.flushall();
    const [client, close] = await connect();
    const through = new RedisLedger(client, { prefix: 'loans:' });
    const [before, run] = [newRun(), newRun()];
    await finishAttempt(through, openingOf({ ...before, workflow: run.workflow }, 'submit'));
    for (const number of [1, 2, 3])
      expect(
        (
          await finishAttempt(
            through,
            openingOf(run, 'submit', { startedAt: NOW - number * DAY, continues: before.run }),
          )
        ).attempt,
      ).toBe(number);
    expect(await through.prune(NOW - 2 * DAY)).toBe(1);
    expect(attemptNames(await through.history(run.workflow, run.run))).toEqual(['submit#1', 'submit#2']);
    for (const key of await redis.keys('*')) expect(key).toMatch(/^(mine:)?loans:/);
    await close();
  });

  test('rejects what the server refuses, and skips entries that it did not write', async () => {
    const opening = openingOf({ workflow: 'loan', run: '7' }, 'submit');
    await finishAttempt(ledger, opening);
    await redis.hset('spanlink:{loan/7}:attempts', {
      's/submit//000000000001': '{"not":"a list"}',
      'e/submit//000000000001': '["gone",null,7]',
      origin: '7',
    });
    expect(await ledger.history('loan', '7')).toEqual([
      { ...keyOf(opening), sequence: 1, status: 'running', process: 'worker-1', startedAt: NOW, links: [] },
    ]);
    expect((await ledger.open(opening)).origin).toBeUndefined();
    await redis.hset('spanlink:{loan/7}:attempts', 's/submit//000000000001', 'nonsense');
    await expect(ledger.history('loan', '7')).rejects.toThrow(SyntaxError);
    await redis.del('spanlink:{loan/7}:attempts');
    await redis.set('spanlink:{loan/7}:attempts', 'taken');
    await expect(ledger.open(opening)).rejects.toThrow('WRONGTYPE');
    await expect(ledger.start(keyOf(opening), startedOf())).rejects.toThrow('WRONGTYPE');
  });

  test('rejects while the server is gone', async () => {
    const gone = await startRedis();
    const client = createClient({ socket: { port: gone.port, reconnectStrategy: false } });
    await client.on('error', () => undefined).connect();
    const ended = new Promise((resolve) => client.once('error', resolve));
    await gone.kill();
    await ended;
    const lost = new RedisLedger(client);
    const opening = openingOf(newRun(), 'submit', { continues: '6' });
    for (const call of [
      () => lost.open(opening),
      () => lost.start(keyOf(opening), startedOf()),
      () => lost.history('loan', '7'),
      () => lost.prune(NOW),
    ]) {
      await expect(call()).rejects.toThrow(/closed/i);
    }
  });
});

test.each([
  ['undefined', undefined],
  ['null', null],
  ['string', 'redis://:secret@localhost'],
  ['an object of Promise', Promise.resolve()],
  ['an object of Map', new Map()],
  ['an object', Object.create(null)],
  ['an object of Object', { eval() {}, evalsha() {}, send_command() {} }],
])('a ledger in Redis refuses an unknown client: %s', (found, client) => {
  const expected = {
    name: 'TypeError',
    code: 'ERR_SPANLINK_LEDGER',
    message: expect.stringContaining(`it got ${found}. Write new RedisLedger(`) as string,
  };
  expect(() => new RedisLedger(client as unknown as RedisClient)).toThrow(expect.objectContaining(expected));
});

test.each(['{}', 'a{}:', 7])(
  'a ledger in Redis refuses a prefix that would scatter a run over a cluster: %p',
  (prefix) => {
    const client: RedisClient = { eval: () => Promise.resolve(''), evalSha: () => Promise.resolve('') };
    expect(() => new RedisLedger(client, { prefix: prefix as string })).toThrow(
      expect.objectContaining({
        name: 'TypeError',
        code: 'ERR_SPANLINK_LEDGER',
        message: expect.stringContaining(
          `is a text without {}, such as 'spanlink:'; it got ${JSON.stringify(prefix)}.`,
        ),
      }),
    );
  },
);
