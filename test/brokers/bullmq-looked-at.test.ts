/** Attempts at a job of BullMQ whose span somebody looks at before the processor that links attempts is called. */
import { type Context, context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { DelayedError, type Job, type Processor, type Queue } from 'bullmq';
import { inSpan, SpanGuard } from 'spanlink';
import { LinkedTelemetry } from 'spanlink/bullmq';
import { type FinishedSpan, recordSpans } from 'spanlink/testing';
import { describeWith } from '../servers/server';
import { Bull } from './bullmq';

const recorder = recordSpans();
const relations = ['link', 'parent', 'both'] as const;
let bull: Bull;

const processed = (queue: Queue): readonly FinishedSpan[] => recorder.named(`process ${queue.name}`);
const added = (queue: Queue): FinishedSpan => recorder.span(`add ${queue.name}.ship`);
const tracesOf = (spans: readonly FinishedSpan[]): number =>
  new Set(spans.map((span) => span.spanContext().traceId)).size;
const declined = async (_job?: Job): Promise<never> => {
  throw new Error('card declined');
};
const otherTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** What an application does before it calls a processor that links attempts. */
const befores: readonly (readonly [string, (linked: Processor) => (job: Job, token?: string) => unknown])[] = [
  ['nothing', (linked) => (job, token) => linked(job, token)],
  [
    'a logger that reads the active span',
    (linked) => (job, token) => {
      trace.getActiveSpan()?.spanContext();
      return linked(job, token);
    },
  ],
  [
    'an await',
    (linked) => async (job, token) => {
      await Promise.resolve();
      return linked(job, token);
    },
  ],
  [
    'an await for another turn',
    (linked) => async (job, token) => {
      await otherTurn();
      return linked(job, token);
    },
  ],
  ['a span', (linked) => (job, token) => inSpan('prepare', () => linked(job, token))],
  [
    'a guard that writes a carrier',
    (linked) => (job, token) => {
      SpanGuard.current().carrier();
      return linked(job, token);
    },
  ],
];
const everyWay = relations.flatMap((relation) => befores.map(([what, before]) => [relation, what, before] as const));

/** Works a job that fails three times, and resolves to the spans that were active in its processor. */
async function workThreeAttempts(
  relation: (typeof relations)[number],
  isLinking: boolean,
): Promise<{ queue: Queue; active: unknown[] }> {
  const telemetry = new LinkedTelemetry({ relation });
  const queue = bull.queue(telemetry);
  await queue.add('ship', {}, { attempts: 3 });
  const active: unknown[] = [];
  const ship = async (): Promise<never> => {
    active.push(trace.getSpan(context.active())?.spanContext().spanId);
    return declined();
  };
  await bull.work(queue, telemetry, 3, isLinking ? telemetry.linkAttempts(ship) : ship);
  return { queue, active };
}

function expectOwnTraces(queue: Queue, relation: string): void {
  const [first, second, third] = processed(queue) as [FinishedSpan, FinishedSpan, FinishedSpan];
  expect(tracesOf([first, second, third])).toBe(3);
  if (relation === 'link') expect(first).toBeRootSpan();
  else expect(first).toBeChildOf(added(queue));
  expect(first).toHaveLinkCount(1);
  for (const [span, before] of [
    [second, first],
    [third, second],
  ] as const) {
    expect(span).toBeRootSpan();
    expect(span).toLinkTo(added(queue), { relation: 'origin' });
    expect(span).toLinkTo(before, { relation: 'retry_of' });
    expect(span).toHaveLinkCount(2);
  }
}

describeWith('redis-server', 'an attempt at a job of BullMQ', () => {
  beforeAll(async () => {
    bull = await Bull.start();
  });
  beforeEach(() => recorder.reset());
  afterAll(() => bull.stop());

  test.each(everyWay)('with the relation %s is linked to the one before after %s', async (relation, _what, before) => {
    const telemetry = new LinkedTelemetry({ relation });
    const queue = bull.queue(telemetry);
    await queue.add('ship', {}, { attempts: 3 });
    await bull.work(queue, telemetry, 3, before(telemetry.linkAttempts(declined)));
    expectOwnTraces(queue, relation);
  });

  test.each(everyWay)(
    'with the relation %s is linked to the one of another worker, each with a telemetry of its own, after %s',
    async (relation, _what, before) => {
      const queue = bull.queue(new LinkedTelemetry({ relation }));
      await queue.add('ship', {}, { attempts: 3, backoff: 1 });
      for (let worker = 0; worker < 3; worker++) {
        const telemetry = new LinkedTelemetry({ relation });
        await bull.work(queue, telemetry, 1, before(telemetry.linkAttempts(declined)));
      }
      expectOwnTraces(queue, relation);
    },
  );

  test.each(relations)(
    'of a worker that links none, beside one that does with the same telemetry, is as alone (%s)',
    async (relation) => {
      const telemetry = new LinkedTelemetry({ relation });
      const [plain, linking] = [bull.queue(telemetry), bull.queue(telemetry)];
      await linking.add('ship', {}, { attempts: 3 });
      await plain.add('ship', {}, { attempts: 3 });
      await Promise.all([
        bull.work(linking, telemetry, 3, telemetry.linkAttempts(declined)),
        bull.work(plain, telemetry, 3, declined),
      ]);
      expectOwnTraces(plain, relation);
      expectOwnTraces(linking, relation);
    },
  );

  test.each(relations)(
    'of many jobs, worked on by two workers that share a telemetry, of which one links attempts (%s)',
    async (relation) => {
      const telemetry = new LinkedTelemetry({ relation });
      const queue = bull.queue(telemetry);
      for (let job = 0; job < 10; job++) await queue.add('ship', {}, { attempts: 3 });
      let left = 30;
      let finish = (): void => undefined;
      const finished = new Promise<void>((resolve) => (finish = resolve));
      const workers = [
        bull.worker(queue, telemetry, declined, { concurrency: 3 }),
        bull.worker(queue, telemetry, telemetry.linkAttempts(declined), { concurrency: 3 }),
      ];
      for (const worker of workers) worker.on('failed', () => --left === 0 && finish());
      await finished;
      for (const worker of workers) await worker.close();
      const byJob = new Map<unknown, FinishedSpan[]>();
      for (const span of processed(queue)) {
        const id = span.attributes['bullmq.job.id'];
        byJob.set(id, [...(byJob.get(id) ?? []), span]);
      }
      expect(byJob.size).toBe(10);
      for (const attempts of byJob.values()) {
        attempts.sort((one, other) => one.startTime[0] - other.startTime[0] || one.startTime[1] - other.startTime[1]);
        expect(attempts).toHaveLength(3);
        expect(tracesOf(attempts)).toBe(3);
        expect(attempts[1]).toLinkTo(attempts[0] as FinishedSpan, { relation: 'retry_of' });
        expect(attempts[2]).toLinkTo(attempts[1] as FinishedSpan, { relation: 'retry_of' });
      }
    },
  );

  test.each(everyWay)(
    'with the relation %s that puts itself off is a trace of its own each time, after %s',
    async (relation, _what, before) => {
      const telemetry = new LinkedTelemetry({ relation });
      const queue = bull.queue(telemetry);
      await queue.add('ship', {});
      const poll = telemetry.linkAttempts(async (job: Job, token?: string) => {
        if (job.attemptsStarted === 4) return;
        await job.moveToDelayed(Date.now() + 1, token as string);
        throw new DelayedError();
      });
      await bull.work(queue, telemetry, 1, before(poll) as (job: Job) => unknown);
      expect(tracesOf(processed(queue))).toBe(4);
      for (const span of processed(queue).slice(1)) {
        expect(span).toBeRootSpan();
        expect(span).toLinkTo(added(queue), { relation: 'origin' });
        expect(span).toHaveLinkCount(1);
      }
    },
  );

  test.each(relations)(
    'that puts itself off is a trace of its own each time though its processor links nothing (%s)',
    async (relation) => {
      const telemetry = new LinkedTelemetry({ relation });
      const queue = bull.queue(telemetry);
      await queue.add('ship', {});
      const poll = async (job: Job, token?: string): Promise<void> => {
        if (job.attemptsStarted === 4) return;
        await job.moveToDelayed(Date.now() + 1, token as string);
        throw new DelayedError();
      };
      await bull.work(queue, telemetry, 1, poll as (job: Job) => unknown);
      expect(tracesOf(processed(queue))).toBe(4);
      for (const span of processed(queue).slice(1)) expect(span).toHaveLinkCount(1);
    },
  );

  test('has one link to the one before, and one exception, though two processors of it link attempts', async () => {
    const telemetry = new LinkedTelemetry();
    const queue = bull.queue(telemetry);
    await queue.add('ship', {}, { attempts: 2 });
    const inner = telemetry.linkAttempts((_job: Job) => declined());
    await bull.work(
      queue,
      telemetry,
      2,
      telemetry.linkAttempts((job: Job) => inner(job)),
    );
    const [first, second] = processed(queue) as [FinishedSpan, FinishedSpan];
    expect(second).toLinkTo(first, { relation: 'retry_of' });
    expect(second).toHaveLinkCount(2);
    expect(second.events.filter(({ name }) => name === 'exception')).toHaveLength(1);
  });

  test('has been running since BullMQ began it, whenever its span starts', async () => {
    const telemetry = new LinkedTelemetry();
    const queue = bull.queue(telemetry);
    telemetry.linkAttempts(declined);
    await queue.add('ship', {});
    let began = 0;
    await bull.work(queue, telemetry, 1, () => {
      began = Date.now();
      while (Date.now() < began + 20);
    });
    const [{ startTime } = { startTime: [0, 0] }] = processed(queue);
    expect((startTime[0] as number) * 1e3 + (startTime[1] as number) / 1e6).toBeLessThan(began + 10);
  });
});

/** A context of another library's own class, which passes nothing on to others. */
class ForeignContext implements Context {
  readonly #values: ReadonlyMap<symbol, unknown>;

  constructor(values: ReadonlyMap<symbol, unknown> = new Map()) {
    this.#values = values;
  }

  getValue(key: symbol): unknown {
    return this.#values.get(key);
  }

  setValue(key: symbol, value: unknown): Context {
    return new ForeignContext(new Map(this.#values).set(key, value));
  }

  deleteValue(key: symbol): Context {
    return this.setValue(key, undefined);
  }
}

class ForeignContextManager extends AsyncLocalStorageContextManager {
  override active(): Context {
    const active = super.active();
    return active === ROOT_CONTEXT ? new ForeignContext() : active;
  }
}

/** Looks at the span of each context that is made active, as managers that keep scopes or threads' names may do. */
class LookingContextManager extends AsyncLocalStorageContextManager {
  override with<A extends unknown[], F extends (...args: A) => ReturnType<F>>(
    active: Context,
    body: F,
    self?: ThisParameterType<F>,
    ...args: A
  ): ReturnType<F> {
    trace.getSpan(active)?.spanContext();
    return super.with(active.setValue(SCOPE, {}), body, self, ...args);
  }
}
const SCOPE = Symbol('scope');

describeWith('redis-server', 'with a context manager that looks at spans, an attempt at a job of BullMQ', () => {
  beforeAll(async () => {
    bull = await Bull.start();
  });
  beforeEach(() => {
    recorder.reset();
    context.disable();
    context.setGlobalContextManager(new LookingContextManager().enable());
  });
  afterAll(() => bull.stop());

  test.each(relations.flatMap((relation) => [true, false].map((isLinking) => [relation, isLinking] as const)))(
    'with the relation %s is linked to the one before, and active in its processor (which links attempts: %s)',
    async (relation, isLinking) => {
      const { queue, active } = await workThreeAttempts(relation, isLinking);
      expectOwnTraces(queue, relation);
      expect(active).toEqual(processed(queue).map((span) => span.spanContext().spanId));
      for (const { attributes } of processed(queue)) expect(attributes).toHaveProperty(['messaging.message.id']);
    },
  );

  test.each(relations)('is none of the span in which its worker was made (%s)', async (relation) => {
    const telemetry = new LinkedTelemetry({ relation });
    const queue = bull.queue();
    await queue.add('ship', {});
    await inSpan('startup', () =>
      bull.work(
        queue,
        telemetry,
        1,
        telemetry.linkAttempts(async () => undefined),
      ),
    );
    expect(recorder.span(`process ${queue.name}`)).toBeRootSpan();
    expect(context.active()).toBe(ROOT_CONTEXT);
  });
});

describeWith('redis-server', "with another library's contexts, an attempt at a job of BullMQ", () => {
  beforeAll(async () => {
    bull = await Bull.start();
  });
  beforeEach(() => {
    recorder.reset();
    context.disable();
    context.setGlobalContextManager(new ForeignContextManager().enable());
  });
  afterAll(async () => {
    await bull.stop();
    recorder.stop();
  });

  test.each(relations.flatMap((relation) => [true, false].map((isLinking) => [relation, isLinking] as const)))(
    'is a trace of its own, linked to the one before, and active in its processor (%s; which links attempts: %s)',
    async (relation, isLinking) => {
      const { queue, active } = await workThreeAttempts(relation, isLinking);
      const [first, second, third] = processed(queue) as [FinishedSpan, FinishedSpan, FinishedSpan];
      expect(tracesOf([first, second, third])).toBe(3);
      expect(first).toHaveLinkCount(1);
      expect(second).toLinkTo(first, { relation: 'retry_of' });
      expect(second).toHaveLinkCount(2);
      expect(third).toLinkTo(second, { relation: 'retry_of' });
      for (const { attributes } of processed(queue)) expect(attributes).toHaveProperty(['messaging.message.id']);
      expect(active).toEqual(processed(queue).map((span) => span.spanContext().spanId));
    },
  );
});
