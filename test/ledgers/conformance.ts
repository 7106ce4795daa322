/** The promises of every ledger: one suite that runs against each of them, on its real engine. */
import fc from 'fast-check';
import type {
  Attempt,
  AttemptKey,
  Ledger,
  LedgerOptions,
  Opened,
  Opening,
  Outcome,
  RecordedLink,
  Started,
} from 'spanlink/workflow';
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
import { A, B, C } from '../fixtures/spans';
import { COLLIDING, HOSTILE } from './hostile-keys';
import { ModelLedger } from './model';

/** The storage of ledgers, empty at first. */
export interface LedgerStorage {
  /** A new ledger on that storage; two are as of two processes. */
  ledger(options?: LedgerOptions): Ledger | Promise<Ledger>;
  close(): Promise<void>;
}

/** The differences between ledgers. */
export interface LedgerTraits {
  /** The number of call sequences that are compared with the model; 60 by default. */
  readonly numRuns?: number;
  /** True if no two ledgers share a storage, so that `ledger()` returns the same one each time. */
  readonly isAlone?: boolean;
}

/** Declares the suite of a ledger. */
export function testLedger(
  title: string,
  setUp: () => Promise<LedgerStorage>,
  { numRuns = 60, isAlone = false }: LedgerTraits = {},
): void {
  describe(title, () => {
    let storage: LedgerStorage;
    let ledger: Ledger;

    beforeAll(async () => {
      storage = await setUp();
      ledger = await storage.ledger();
    });
    afterAll(() => storage.close());

    describe('numbers attempts', () => {
      test('from 1 on at one stage', async () => {
        const run = newRun();
        for (const number of [1, 2, 3])
          await expect(openOf(ledger, openingOf(run, 'submit'))).resolves.toMatchObject({ attempt: number });
      });

      test('by stage and item, separately for each run and workflow', async () => {
        const { workflow, run } = newRun();
        const all = ['', ' again'].flatMap((end) =>
          ['', ' again'].flatMap((other) =>
            ['submit', 'check'].flatMap((stage) =>
              ['', 'a', 'b'].map((item) => openingOf({ workflow: workflow + end, run: run + other }, stage, { item })),
            ),
          ),
        );
        for (const number of [1, 2]) {
          for (const opening of all) expect((await ledger.open(opening)).attempt).toBe(number);
        }
      });

      test('of a whole run, too, in the order in which they were opened', async () => {
        const run = newRun();
        for (const stage of ['submit', 'check', 'submit', 'approve']) await ledger.open(openingOf(run, stage));
        const history = await ledger.history(run.workflow, run.run);
        expect(attemptNames(history)).toEqual(['submit#1', 'check#1', 'submit#2', 'approve#1']);
        expectGrowing(history);
      });

      test('once each for 200 openings at once through two ledgers', async () => {
        const run = newRun();
        const other = await storage.ledger();
        const opened = await Promise.all(
          Array.from({ length: 200 }, (_, n) =>
            (n % 2 === 0 ? ledger : other).open(openingOf(run, 'submit', { process: `worker-${n % 2}` })),
          ),
        );
        const expected = Array.from({ length: 200 }, (_, n) => n + 1);
        expect(opened.map(({ attempt }) => attempt).sort((one, two) => one - two)).toEqual(expected);
        const history = await other.history(run.workflow, run.run);
        expect(history.map(({ attempt }) => attempt)).toEqual(expected);
        expectGrowing(history);
      });
    });

    describe('returns to an opening', () => {
      test('nothing at the first attempt of a run', async () => {
        expect(await ledger.open(openingOf(newRun(), 'submit', { stages: ['submit', 'check'] }))).toEqual({
          attempt: 1,
          earlier: [],
          others: [],
        });
      });

      test('the first and the last attempt of the run', async () => {
        const run = newRun();
        for (const stage of ['submit', 'check', 'underwrite']) await finishAttempt(ledger, openingOf(run, stage));
        const { first, last } = await ledger.open(openingOf(run, 'approve'));
        expect(attemptNames([first, last])).toEqual(['submit#1', 'underwrite#1']);
      });

      test('every field of an attempt', async () => {
        const run = newRun();
        const links = [
          { traceparent: A, relation: 'origin' },
          { traceparent: B, tracestate: 'vendor=1', relation: 'previous' },
        ];
        const key = await startAttempt(ledger, openingOf(run, 'submit', { item: 'a', process: 'worker-7' }), {
          traceparent: C,
          tracestate: 'vendor=2,other=3',
          links,
        });
        const known = {
          ...key,
          status: 'running',
          process: 'worker-7',
          startedAt: NOW,
          traceparent: C,
          tracestate: 'vendor=2,other=3',
          links,
        };
        const { first, last } = await ledger.open(openingOf(run, 'check'));
        expect([first, last]).toEqual([known, known].map((one) => ({ ...one, sequence: first?.sequence })));
        await ledger.finish(key, { status: 'failed', endedAt: NOW + 7, error: 'Error: declined' });
        const ended = {
          ...known,
          sequence: first?.sequence,
          status: 'failed',
          endedAt: NOW + 7,
          error: 'Error: declined',
        };
        expect(await ledger.open(openingOf(run, 'submit', { item: 'a', stages: ['submit'] }))).toEqual({
          attempt: 2,
          first: ended,
          last: ended,
          earlier: [ended],
          others: [ended],
        });
      });

      test('only attempts whose span has started', async () => {
        const run = newRun();
        const opened = await ledger.open(openingOf(run, 'submit'));
        await ledger.finish(keyOf(openingOf(run, 'submit'), opened.attempt), { status: 'failed', endedAt: NOW });
        await finishAttempt(ledger, openingOf(run, 'check'));
        await startAttempt(ledger, openingOf(run, 'submit'));
        await ledger.open(openingOf(run, 'submit'));
        const { attempt, first, last, earlier, others } = await ledger.open(
          openingOf(run, 'submit', { stages: ['submit', 'check'] }),
        );
        expect(attempt).toBe(4);
        expect(attemptNames([first, last])).toEqual(['check#1', 'submit#2']);
        expect(attemptNames(earlier)).toEqual(['submit#2']);
        expect(attemptNames(others)).toEqual(['check#1', 'submit#2']);
      });

      test('an attempt in the order of opening, though its span started before earlier ones', async () => {
        const run = newRun();
        await ledger.open(openingOf(run, 'submit', { item: 'a' }));
        await ledger.open(openingOf(run, 'submit', { item: 'a' }));
        const later = openingOf(run, 'check');
        await ledger.open(later);
        await ledger.start(keyOf(later), startedOf());
        await ledger.start(keyOf(openingOf(run, 'submit', { item: 'a' }), 2), startedOf());
        await ledger.start(keyOf(openingOf(run, 'submit', { item: 'a' }), 1), startedOf());
        const { first, last, earlier, others } = await ledger.open(
          openingOf(run, 'submit', { item: 'a', stages: ['submit'] }),
        );
        expect(attemptNames([first, last])).toEqual(['submit(a)#1', 'check#1']);
        expect(attemptNames(earlier)).toEqual(['submit(a)#1', 'submit(a)#2']);
        expect(attemptNames(others)).toEqual(['submit(a)#2']);
        expect(attemptNames((await ledger.open(openingOf(run, 'approve', { stages: ['submit'] }))).others)).toEqual([
          'submit(a)#2',
        ]);
      });

      test('a failed attempt whose span has started, also if later ones failed before their spans did', async () => {
        const run = newRun();
        const opening = openingOf(run, 'check');
        await finishAttempt(ledger, openingOf(run, 'submit'));
        await finishAttempt(ledger, opening, 'failed');
        const { attempt } = await ledger.open(opening);
        await ledger.finish(keyOf(opening, attempt), { status: 'failed', endedAt: NOW });
        await finishAttempt(ledger, openingOf(run, 'submit'));
        expect(attemptNames((await ledger.open(opening)).earlier)).toEqual(['check#1']);
        // which comes late
        await ledger.start(keyOf(opening, attempt), startedOf());
        expect(attemptNames((await ledger.open(opening)).earlier)).toEqual(['check#2']);
      });

      test('the last failed and all open attempts at its stage and item since the last completed one', async () => {
        const run = newRun();
        const opening = openingOf(run, 'check', { item: 'a' });
        await startAttempt(ledger, opening);
        await finishAttempt(ledger, opening, 'failed');
        await startAttempt(ledger, opening);
        await finishAttempt(ledger, opening, 'failed');
        const fifth = await startAttempt(ledger, opening);
        for (const other of [
          openingOf(run, 'check'),
          openingOf(run, 'check', { item: 'b' }),
          openingOf(run, 'submit', { item: 'a' }),
        ]) {
          await startAttempt(ledger, other);
          await finishAttempt(ledger, other, 'failed');
        }
        expect(attemptNames((await ledger.open(opening)).earlier)).toEqual([
          'check(a)#1',
          'check(a)#3',
          'check(a)#4',
          'check(a)#5',
        ]);
        await finishAttempt(ledger, opening);
        expect(attemptNames((await ledger.open(opening)).earlier)).toEqual([]);
        await ledger.finish(fifth, { status: 'failed', endedAt: NOW });
        expect(attemptNames((await ledger.open(opening)).earlier)).toEqual([]);
        await startAttempt(ledger, opening);
        await finishAttempt(ledger, opening, 'failed');
        expect(attemptNames((await ledger.open(opening)).earlier)).toEqual(['check(a)#10', 'check(a)#11']);
      });

      test('the last suspended attempt in the place of an earlier failed one, and the other way round', async () => {
        const run = newRun();
        const opening = openingOf(run, 'check');
        await finishAttempt(ledger, opening, 'failed');
        const suspended = await finishAttempt(ledger, opening, 'suspended');
        const { earlier } = await ledger.open(opening);
        expect(attemptNames(earlier)).toEqual(['check#2']);
        expect(earlier).toMatchObject([{ status: 'suspended', endedAt: NOW + 5 }]);
        await finishAttempt(ledger, opening, 'failed');
        expect(attemptNames((await ledger.open(opening)).earlier)).toEqual(['check#4']);
        await finishAttempt(ledger, opening, 'suspended');
        expect(attemptNames((await ledger.open(opening)).earlier)).toEqual(['check#6']);
        await ledger.finish(suspended, { status: 'completed', endedAt: NOW + 9 });
        expect(attemptNames((await ledger.open(opening)).earlier)).toEqual(['check#6']);
        await finishAttempt(ledger, opening);
        expect((await ledger.open(opening)).earlier).toEqual([]);
      });

      test('attempts by their numbers, also if they end in another order', async () => {
        const run = newRun();
        const opening = openingOf(run, 'check');
        const end = async (number: number, status: Outcome['status']): Promise<void> =>
          ledger.finish(keyOf(opening, number), { status, endedAt: NOW });
        for (let number = 1; number <= 6; number++) await startAttempt(ledger, opening);
        await end(6, 'failed');
        await end(5, 'failed');
        expect(attemptNames((await ledger.open(opening)).earlier)).toEqual([
          'check#1',
          'check#2',
          'check#3',
          'check#4',
          'check#6',
        ]);
        await end(4, 'completed');
        await end(2, 'completed');
        expect(attemptNames((await ledger.open(opening)).earlier)).toEqual(['check#6']);
      });

      test('the newest 100 of these attempts', async () => {
        const run = newRun();
        await finishAttempt(ledger, openingOf(run, 'check'), 'failed');
        for (let number = 2; number <= 104; number++) await startAttempt(ledger, openingOf(run, 'check'));
        const { earlier } = await ledger.open(openingOf(run, 'check'));
        expect(attemptNames(earlier)).toEqual(Array.from({ length: 100 }, (_, n) => `check#${n + 5}`));
      });

      test('the last attempt at each item of the requested stages, in order', async () => {
        const run = newRun();
        await finishAttempt(ledger, openingOf(run, 'check', { item: 'a' }), 'failed');
        await finishAttempt(ledger, openingOf(run, 'check', { item: 'b' }));
        await startAttempt(ledger, openingOf(run, 'submit'));
        await finishAttempt(ledger, openingOf(run, 'other'));
        await finishAttempt(ledger, openingOf(run, 'check', { item: 'a' }));
        await finishAttempt(ledger, openingOf(run, 'check'));
        const { others } = await ledger.open(
          openingOf(run, 'approve', { stages: ['submit', 'check', 'missing', 'check'] }),
        );
        expect(attemptNames(others)).toEqual(['check(b)#1', 'submit#1', 'check(a)#2', 'check#1']);
        expect((await ledger.open(openingOf(run, 'approve'))).others).toEqual([]);
      });

      test('the attempts at all of 1,000 items', async () => {
        const run = newRun();
        for (let n = 0; n < 1_000; n++) await startAttempt(ledger, openingOf(run, 'check', { item: String(n) }));
        const { others, last } = await ledger.open(openingOf(run, 'approve', { stages: ['check'] }));
        expect(attemptNames(others)).toEqual(Array.from({ length: 1_000 }, (_, n) => `check(${n})#1`));
        expect(last).toEqual(others.at(-1));
      });

      test('the last attempt of the continued run, while no span of its own run has started', async () => {
        const [before, run] = [newRun(), newRun()];
        const continuing = { ...run, workflow: before.workflow };
        await finishAttempt(ledger, openingOf(before, 'submit'));
        await startAttempt(ledger, openingOf(before, 'check'));
        await ledger.open(openingOf(before, 'approve'));
        const opening = openingOf(continuing, 'submit', { continues: before.run });
        expect(attemptNames([(await ledger.open(opening)).continued])).toEqual(['check#1']);
        const again = await ledger.open(opening);
        expect(again.continued).toMatchObject({ ...before, stage: 'check', status: 'running' });
        await ledger.start(keyOf(opening), startedOf());
        const third = await ledger.open(opening);
        expect(third.continued).toBeUndefined();
        expect(attemptNames([third.first])).toEqual(['submit#1']);
        expect((await ledger.open(openingOf(newRun(), 'submit', { continues: 'missing' }))).continued).toBeUndefined();
        expect((await ledger.open(openingOf(newRun(), 'submit', { continues: before.run }))).continued).toBeUndefined();
      });

      test.each([
        ['', { traceparent: A, relation: 'origin' }],
        [' with its trace state', { traceparent: A, tracestate: 'vendor=1', relation: 'triggered' }],
      ])('the origin of the run%s, as its first attempt recorded it', async (_what, origin: RecordedLink) => {
        const run = newRun();
        expect((await ledger.open(openingOf(run, 'submit', { origin }))).origin).toEqual(origin);
        expect(
          (await ledger.open(openingOf(run, 'submit', { origin: { traceparent: B, relation: 'origin' } }))).origin,
        ).toEqual(origin);
        expect((await ledger.open(openingOf(run, 'check'))).origin).toEqual(origin);
      });

      test('no origin of the run if its first attempt recorded none', async () => {
        const run = newRun();
        await ledger.open(openingOf(run, 'submit'));
        expect(
          (await ledger.open(openingOf(run, 'submit', { origin: { traceparent: B, relation: 'origin' } }))).origin,
        ).toBeUndefined();
        expect((await ledger.open(openingOf(run, 'submit'))).origin).toBeUndefined();
      });
    });

    describe('keeps', () => {
      test('each step of an attempt that is opened, started and finished, for another ledger to see', async () => {
        const run = newRun();
        const other = await storage.ledger();
        const attemptOf = async (): Promise<Attempt | undefined> => (await other.history(run.workflow, run.run))[0];
        const { attempt } = await ledger.open(
          openingOf(run, 'submit', { item: 'a', process: 'worker-7', startedAt: NOW + 1 }),
        );
        const key = { ...run, stage: 'submit', item: 'a', attempt };
        const { sequence } = (await attemptOf()) as Attempt;
        const opened = { ...key, sequence, status: 'running', process: 'worker-7', startedAt: NOW + 1, links: [] };
        expect(await attemptOf()).toEqual(opened);
        const started: Started = {
          traceparent: A,
          tracestate: 'vendor=1',
          links: [
            { traceparent: B, tracestate: 'vendor=2', relation: 'previous' },
            { traceparent: C, relation: 'origin' },
          ],
        };
        await other.start(key, started);
        expect(await attemptOf()).toEqual({ ...opened, ...started });
        await ledger.finish(key, { status: 'failed', endedAt: NOW + 9, error: 'Error: declined\n' });
        expect(await attemptOf()).toEqual({
          ...opened,
          ...started,
          status: 'failed',
          endedAt: NOW + 9,
          error: 'Error: declined\n',
        });
      });

      test('late calls: a start after the end, and a second start', async () => {
        const run = newRun();
        const opening = openingOf(run, 'submit');
        await ledger.open(opening);
        await ledger.finish(keyOf(opening), { status: 'failed', endedAt: NOW + 1, error: 'declined' });
        await ledger.start(keyOf(opening), { traceparent: A, tracestate: 'vendor=1', links: [] });
        const links = [{ traceparent: B, relation: 'previous' }];
        await ledger.start(keyOf(opening), { traceparent: A, links });
        const expected = {
          ...keyOf(opening),
          sequence: expect.any(Number),
          status: 'failed',
          process: 'worker-1',
          startedAt: NOW,
          endedAt: NOW + 1,
          error: 'declined',
          traceparent: A,
          links,
        };
        expect(await ledger.history(run.workflow, run.run)).toEqual([expected]);
        expect((await ledger.open(opening)).earlier).toEqual([expected]);
      });

      test('the last end of an attempt that ends more than once', async () => {
        const run = newRun();
        const opening = openingOf(run, 'submit');
        await finishAttempt(ledger, openingOf(run, 'check'));
        const [first, second] = [
          await finishAttempt(ledger, opening, 'failed'),
          await finishAttempt(ledger, opening, 'failed'),
        ];
        await ledger.finish(second, { status: 'completed', endedAt: NOW + 9 });
        const { earlier, last } = await ledger.open(opening);
        expect(attemptNames(earlier)).toEqual([]);
        expect(last).toMatchObject({ status: 'completed', endedAt: NOW + 9 });
        await ledger.finish(second, { status: 'failed', endedAt: NOW + 10 });
        expect(attemptNames((await ledger.open(opening)).earlier)).toEqual(['submit#2']);
        await ledger.finish(first, { status: 'completed', endedAt: NOW + 9 });
        expect(attemptNames((await ledger.open(opening)).earlier)).toEqual(['submit#2']);
      });

      test('the history of each run separately, and none of an unknown run', async () => {
        const [run, other] = [newRun(), newRun()];
        for (const one of [run, other, { ...run, run: other.run }, run])
          await startAttempt(ledger, openingOf(one, 'submit'));
        expect(await ledger.history(run.workflow, run.run)).toMatchObject([
          { ...run, attempt: 1 },
          { ...run, attempt: 2 },
        ]);
        expect(await ledger.history(other.workflow, other.run)).toMatchObject([other]);
        expect(await ledger.history(other.workflow, run.run)).toEqual([]);
        expect(await ledger.history('', '')).toEqual([]);
      });

      test('nothing of an attempt that was never opened', async () => {
        const run = newRun();
        const opening = openingOf(run, 'submit');
        await ledger.start(keyOf(opening), startedOf());
        await ledger.finish(keyOf(opening), { status: 'completed', endedAt: NOW });
        expect(await ledger.history(run.workflow, run.run)).toEqual([]);
        await ledger.open(opening);
        for (const key of [
          keyOf(opening, 2),
          keyOf(opening, 0),
          { ...keyOf(opening), item: 'a' },
          { ...keyOf(opening), stage: 'check' },
        ]) {
          await ledger.start(key, startedOf());
          await ledger.finish(key, { status: 'completed', endedAt: NOW });
        }
        expect(await ledger.history(run.workflow, run.run)).toMatchObject([
          { attempt: 1, status: 'running', links: [] },
        ]);
        expect(await ledger.open(openingOf(run, 'check', { stages: ['submit'] }))).toEqual({
          attempt: 1,
          earlier: [],
          others: [],
        });
      });

      test('any text in any field', async () => {
        const { workflow, run } = newRun();
        for (const text of HOSTILE) {
          const link = { traceparent: A, tracestate: text, relation: text };
          const keys = [
            openingOf({ workflow: text, run }, 'submit'),
            openingOf({ workflow, run: text }, 'submit'),
            openingOf({ workflow, run: `${run} stages` }, text),
            openingOf({ workflow, run: `${run} items` }, 'submit', { item: text }),
          ].map((opening) => ({ ...opening, process: text, origin: link, stages: [text] }));
          for (const opening of keys) {
            expect((await ledger.open(opening)).attempt).toBe(1);
            await ledger.start(keyOf(opening), { ...link, links: [link] });
            await ledger.finish(keyOf(opening), { status: 'failed', endedAt: NOW, error: text.slice(0, 1_000) });
            const { attempt, earlier } = await ledger.open(opening);
            expect(attempt).toBe(2);
            const { stage, item } = opening;
            const kept = {
              workflow: opening.workflow,
              run: opening.run,
              stage,
              item,
              process: text,
              traceparent: A,
              tracestate: text,
              links: [link],
              error: text.slice(0, 1_000),
            };
            expect(earlier).toMatchObject([kept]);
            expect(await ledger.history(opening.workflow, opening.run)).toContainEqual(expect.objectContaining(kept));
          }
        }
        const stages = await ledger.open(openingOf({ workflow, run: `${run} stages` }, 'last', { stages: HOSTILE }));
        expect(stages.others.map(({ stage }) => stage)).toEqual(HOSTILE);
        const items = await ledger.open(openingOf({ workflow, run: `${run} items` }, 'last', { stages: ['submit'] }));
        expect(items.others.map(({ item }) => item)).toEqual(HOSTILE);
      });

      test.each(COLLIDING)('%j and %j apart', async (one, other) => {
        const run = newRun();
        for (const [first, second] of [one, other] as [string, string][]) {
          expect((await ledger.open(openingOf({ workflow: first, run: second }, 'submit'))).attempt).toBe(1);
          expect((await ledger.open(openingOf(run, first, { item: second }))).attempt).toBe(1);
          expect((await ledger.open(openingOf({ ...run, run: first }, second))).attempt).toBe(1);
          expect(await ledger.history(first, second)).toHaveLength(1);
        }
      });
    });

    describe('forgets', () => {
      test('attempts that began before a given time, and returns their number', async () => {
        const [run, old] = [newRun(), newRun()];
        await ledger.prune(NOW - 5 * DAY);
        for (const days of [9, 8, 7, 1])
          await finishAttempt(ledger, openingOf(run, 'check', { startedAt: NOW - days * DAY }), 'failed');
        await startAttempt(ledger, openingOf(run, 'submit', { startedAt: NOW - 8 * DAY }));
        await ledger.open(openingOf(old, 'submit', { startedAt: NOW - 9 * DAY }));
        await startAttempt(ledger, openingOf(old, 'check', { startedAt: NOW - 8 * DAY }));
        expect(await ledger.prune(NOW - 7 * DAY)).toBe(5);
        expect(attemptNames(await ledger.history(run.workflow, run.run))).toEqual(['check#3', 'check#4']);
        expect(await ledger.prune(NOW - 5 * DAY)).toBe(1);
        expect(await ledger.prune(NOW - 5 * DAY)).toBe(0);
        expect(attemptNames(await ledger.history(run.workflow, run.run))).toEqual(['check#4']);
        expect(await ledger.history(old.workflow, old.run)).toEqual([]);
        await ledger.start(keyOf(openingOf(old, 'check')), startedOf());
        expect(await ledger.history(old.workflow, old.run)).toEqual([]);
      });

      test('an attempt everywhere, while numbers and order go on from those that are kept', async () => {
        const run = newRun();
        for (const item of ['a', 'b'])
          await startAttempt(ledger, openingOf(run, 'check', { item, startedAt: NOW - 8 * DAY }));
        await finishAttempt(ledger, openingOf(run, 'check', { item: 'b', startedAt: NOW - 7 * DAY }), 'failed');
        await startAttempt(ledger, openingOf(run, 'check', { item: 'b', startedAt: NOW - DAY }));
        await ledger.prune(NOW - 5 * DAY);
        const { attempt, first, last, earlier, others } = await ledger.open(
          openingOf(run, 'check', { item: 'b', stages: ['check'] }),
        );
        expect(attempt).toBe(4);
        for (const attempts of [[first], [last], earlier, others])
          expect(attemptNames(attempts)).toEqual(['check(b)#3']);
        await finishAttempt(ledger, openingOf(run, 'approve'));
        expect(attemptNames([(await ledger.open(openingOf(run, 'approve'))).first])).toEqual(['check(b)#3']);
        const history = await ledger.history(run.workflow, run.run);
        expect(attemptNames(history)).toEqual(['check(b)#3', 'check(b)#4', 'approve#1', 'approve#2']);
        expectGrowing(history);
        expect((history[0] as Attempt).sequence).toBeGreaterThan(3);
      });

      test('the last attempt of a run, if the clock of its process was behind', async () => {
        const run = newRun();
        await startAttempt(ledger, openingOf(run, 'submit'));
        await startAttempt(ledger, openingOf(run, 'check', { startedAt: NOW - 9 * DAY }));
        await ledger.prune(NOW - 8 * DAY);
        const { first, last } = await ledger.open(openingOf(run, 'approve'));
        expect(attemptNames([first, last])).toEqual(['submit#1', 'submit#1']);
      });

      // one object alone has one retention
      if (isAlone) return;
      test('attempts older than its retention by itself', async () => {
        const run = newRun();
        const long = await storage.ledger({ retentionDays: 60 });
        await long.open(openingOf(run, 'submit', { startedAt: NOW - 40 * DAY }));
        expect(await long.history(run.workflow, run.run)).toHaveLength(1);
        const short = await storage.ledger({ retentionDays: 30 });
        await short.open(openingOf(newRun(), 'submit'));
        // it may do so beside the opening; the test's own time bounds this
        while ((await long.history(run.workflow, run.run)).length > 0) await new Promise(setImmediate);
      });
    });

    test.each([0, -1, NaN, 'many', null])('refuses a retention of %p days', async (retentionDays) => {
      await expect((async () => storage.ledger({ retentionDays: retentionDays as number }))()).rejects.toMatchObject({
        name: 'TypeError',
        code: 'ERR_SPANLINK_LEDGER',
        message: expect.stringContaining('retentionDays') as string,
      });
    });

    test('behaves like the model ledger for any calls in any order', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(call(), { maxLength: 40 }), async (calls) => {
          const [model, runs] = [new ModelLedger(), [newRun(), newRun()] as const];
          const { workflow } = runs[0];
          const keys: AttemptKey[] = [];
          for (const { at, opening, start, finish } of calls) {
            const key = keys[at % keys.length];
            if (opening !== undefined || key === undefined) {
              const { run, continues, ...more } = opening ?? FIRST;
              const full = openingOf({ workflow, run: runs[run].run }, more.stage, {
                ...more,
                continues: continues ? runs[run === 0 ? 1 : 0].run : undefined,
              });
              const expected = model.open(full);
              expect(orderless(await ledger.open(full))).toEqual(orderless(expected));
              keys.push(keyOf(full, expected.attempt));
            } else if (start !== undefined) {
              model.start(key, start);
              await ledger.start(key, start);
            } else if (finish !== undefined) {
              model.finish(key, finish);
              await ledger.finish(key, finish);
            }
          }
          for (const { run } of runs) {
            const history = await ledger.history(workflow, run);
            expect(orderless(history)).toEqual(orderless(model.history(workflow, run)));
            expectGrowing(history);
          }
        }),
        { numRuns },
      );
    });
  });
}

/** The opening that precedes a call for an attempt if there is none yet. */
const FIRST = { run: 0, stage: 'submit', item: '', stages: [], continues: false, origin: undefined } as const;

/** An opening, or a start or an end of one of the attempts that were opened before. */
function call() {
  const span = {
    traceparent: fc.constantFrom(A, B, C),
    tracestate: fc.option(fc.constant('vendor=1'), { nil: undefined }),
  };
  const link: fc.Arbitrary<RecordedLink> = fc.record({ ...span, relation: fc.constantFrom('origin', 'previous') });
  const stage = fc.constantFrom('submit', 'check', 'approve');
  const opening = fc.record({
    run: fc.constantFrom(0 as const, 1 as const),
    stage,
    item: fc.constantFrom('', 'a'),
    stages: fc.array(stage, { maxLength: 3 }),
    continues: fc.boolean(),
    origin: fc.option(link, { nil: undefined }),
  });
  const start: fc.Arbitrary<Started> = fc.record({ ...span, links: fc.array(link, { maxLength: 3 }) });
  const finish: fc.Arbitrary<Outcome> = fc.record({
    status: fc.constantFrom('completed', 'failed', 'suspended'),
    endedAt: fc.integer({ min: NOW, max: NOW + DAY }),
    error: fc.option(fc.string({ unit: 'binary', maxLength: 9 }), { nil: undefined }),
  });
  // which of the three it is, and which attempt it is for
  const [at, none] = [fc.nat(), fc.constant(undefined)];
  return fc.oneof(
    fc.record({ at, opening, start: none, finish: none }),
    fc.record({ at, opening: none, start, finish: none }),
    fc.record({ at, opening: none, start: none, finish }),
  );
}

/** The same without `sequence`, of which only the order is promised. */
function orderless(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, of: unknown) => (key === 'sequence' ? undefined : of)));
}

function expectGrowing(attempts: readonly Attempt[]): void {
  for (const [n, { sequence }] of attempts.entries()) expect(sequence).toBeGreaterThan(attempts[n - 1]?.sequence ?? 0);
}

async function openOf(ledger: Ledger, opening: Opening): Promise<Opened> {
  return ledger.open(opening);
}
