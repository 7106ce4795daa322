/** Names of options that nothing reads are told at decoration, with the nearest right name; nothing throws. */
import Redis from 'ioredis';
import { configure, LinkFrom, Span, Traced, traced } from 'spanlink';
import { Agent, Plan, runTool, Task, Tool, Turn } from 'spanlink/agents';
import { LinkedTelemetry } from 'spanlink/bullmq';
import { ConsoleTreeExporter } from 'spanlink/console';
import { withSpan } from 'spanlink/rxjs';
import { LinkedSampler } from 'spanlink/sampling';
import { temporalLinks } from 'spanlink/temporal';
import {
  MemoryLedger,
  PostgresLedger,
  RedisLedger,
  runStage,
  SqliteLedger,
  Stage,
  useLedger,
  Workflow,
} from 'spanlink/workflow';
import { recordReports } from '../fixtures/reports';
import { loaded } from '../fixtures/told';

const reports = recordReports();
beforeEach(() => (reports.length = 0));

/** Options that the types refuse. */
const wrong = (options: object): never => options as never;
const sampler = { shouldSample: () => ({ decision: 0 }), toString: () => 'none' };
const database = { query: () => Promise.resolve({ rows: [] }) };
const redis = new Redis({ lazyConnect: true });
const sqlite = { exec: () => undefined, prepare: () => ({ all: () => [], run: () => undefined }) };

const PLACES: [string, () => unknown, RegExp][] = [
  [
    '@Span',
    () => {
      class Orders {
        @Span(wrong({ atributes: {} }))
        place(): void {}
      }
      return Orders;
    },
    /@Span of \S*place: 'atributes' is no option, and was left out; did you mean 'attributes'\? there are kind, /,
  ],
  [
    '@Span with a name',
    () => {
      class Orders {
        @Span('orders.place', wrong({ root_: true }))
        place(): void {}
      }
      return Orders;
    },
    /@Span of \S*place: 'root_' .*did you mean 'root'\?/,
  ],
  [
    '@LinkFrom',
    () => {
      class Orders {
        @LinkFrom(0, wrong({ relationship: 'retry_of' }))
        retry(order: object): void {}
      }
      return Orders;
    },
    /@LinkFrom of \S*retry: 'relationship' .*did you mean 'relation'\?/,
  ],
  [
    '@Traced',
    () => {
      @Traced(wrong({ excludes: ['health'] }))
      class Orders {
        health(): void {}
      }
      return Orders;
    },
    /@Traced of Orders: 'excludes' .*did you mean 'exclude'\?/,
  ],
  [
    'a name in exclude that is no method',
    () => {
      @Traced({ exclude: ['heath'] })
      class Probes {
        health(): void {}
      }
      return Probes;
    },
    /@Traced of Probes: exclude names 'heath', which is no method of the class; did you mean 'health'\?$/,
  ],
  ['traced', () => traced(() => 1, wrong({ knid: 1 })), /traced\(\) of anonymous: 'knid' .*did you mean 'kind'\?/],
  [
    'configure',
    () => configure(wrong({ linklimit: 3 })),
    /configure\(\{ linklimit: 3 \}\) expected one of linkLimit, /,
  ],
  [
    '@Stage',
    () => {
      class Loan {
        @Stage(wrong({ compensate: 'a' }))
        async submit(): Promise<void> {}
      }
      return Loan;
    },
    /@Stage of \S*submit: 'compensate' .*did you mean 'compensates'\?/,
  ],
  [
    '@Workflow',
    () => {
      @Workflow(wrong({ name: 'loan', run: () => '7', replaying: () => false }))
      class Loan {}
      return Loan;
    },
    /@Workflow of Loan: 'replaying' is no option/,
  ],
  [
    'runStage',
    () => runStage(wrong({ workflow: 'loan', run: '7', stage: 'submit', afterr: [] }), () => undefined),
    /runStage of loan\.submit: 'afterr' .*did you mean 'after'\?/,
  ],
  ['useLedger', () => useLedger(undefined, wrong({ timeOut: 5 })), /useLedger: 'timeOut' .*did you mean 'timeout'\?/],
  ['MemoryLedger', () => new MemoryLedger(wrong({ maxRun: 1 })), /MemoryLedger: 'maxRun' .*'maxRuns'\?/],
  ['PostgresLedger', () => new PostgresLedger(database, wrong({ shema: 'a' })), /PostgresLedger: 'shema' .*'schema'\?/],
  ['PostgresLedger.schema', () => PostgresLedger.schema(wrong({ shema: 'a' })), /PostgresLedger\.schema: 'shema' /],
  [
    'SqliteLedger',
    () => new SqliteLedger(sqlite as never, wrong({ prefx: 'a' })),
    /SqliteLedger: 'prefx' .*'prefix'\?/,
  ],
  [
    'RedisLedger',
    () => new RedisLedger(redis, wrong({ retention: 1 })),
    /RedisLedger: 'retention' .*'retentionDays'\?/,
  ],
  [
    'LinkedSampler',
    () => new LinkedSampler(wrong({ fallback: sampler, maxHop: 1 })),
    /LinkedSampler: 'maxHop' .*'maxHops'\?/,
  ],
  ['LinkedTelemetry', () => new LinkedTelemetry(wrong({ meters: 1 })), /LinkedTelemetry: 'meters' .*'meter'\?/],
  ['temporalLinks', () => temporalLinks(wrong({ relations: 'link' })), /temporalLinks: 'relations' .*'relation'\?/],
  [
    'ConsoleTreeExporter',
    () => new ConsoleTreeExporter(wrong({ writer: 1 })),
    /ConsoleTreeExporter: 'writer' .*'write'\?/,
  ],
  ['withSpan', () => withSpan('import', wrong({ link: 1 })), /withSpan 'import': 'link' .*'links'\?/],
  [
    '@Agent',
    () => {
      @Agent(wrong({ name: 'planner', models: 'x', content: { limits: 1 } }))
      class Planner {}
      return Planner;
    },
    /@Agent of Planner: 'models' .*'model'\?/,
  ],
  [
    '@Turn',
    () => {
      class Planner {
        @Turn(wrong({ handedOver: 0 }))
        async answer(): Promise<void> {}
      }
      return Planner;
    },
    /@Turn of \S*answer: 'handedOver' .*'handedOverBy'\?/,
  ],
  [
    '@Task',
    () => {
      class Planner {
        @Task(wrong({ delegateBy: 0 }))
        async work(): Promise<void> {}
      }
      return Planner;
    },
    /@Task of \S*work: 'delegateBy' .*'delegatedBy'\?/,
  ],
  [
    '@Plan',
    () => {
      class Planner {
        @Plan(wrong({ content: { inputs: 1 } }))
        plan(): void {}
      }
      return Planner;
    },
    /@Plan of \S*plan: content: 'inputs' .*'input'\?/,
  ],
  [
    '@Tool',
    () => {
      class Planner {
        @Tool(wrong({ resultfrom: 0 }))
        search(): void {}
      }
      return Planner;
    },
    /@Tool of \S*search: 'resultfrom' .*'resultFrom'\?/,
  ],
  [
    "a task's argument that is none",
    () => {
      class Planner {
        @Task({ delegatedBy: 1, handedOverBy: 0 })
        async handle(job: object): Promise<void> {}
      }
      return Planner;
    },
    /@Task\(\{ delegatedBy: 1 \}\) of \S*handle names the argument 1, and the method has 1 parameter \(place 0\)/,
  ],
  ['runTool', () => runTool(wrong({ name: 'search', callID: 1 }), () => 1), /runTool: 'callID' .*'callId'\?/],
];

test.each(PLACES)('%s is told of an unknown name, and works', async (_name, define, expected) => {
  define();
  await loaded();
  expect(reports).toContainEqual(expect.stringMatching(expected));
});

test('a name that resembles none is told with those that there are', async () => {
  useLedger(undefined, wrong({ zzzzzzzz: 1 }));
  await loaded();
  expect(reports).toEqual([expect.stringMatching(/'zzzzzzzz' is no option, and was left out; there are timeout$/)]);
});

test('options that are right, and inherited methods in exclude, are told of nothing', async () => {
  class Base {
    health(): void {}
  }
  @Traced({ name: 'Orders', exclude: ['health', 'ready', 'of'], kind: 1, attributes: {}, isError: () => true })
  class Orders extends Base {
    static of(): void {}
    get ready(): boolean {
      return Boolean(1);
    }
    @Span('a', { kind: 1, links: [], root: true, linkCaller: true, parent: () => null, result: () => ({}) })
    @LinkFrom(0, { relation: 'a', attributes: {} })
    place(order: object): void {}
  }
  new Orders();
  await loaded();
  expect(reports).toEqual([]);
});

test.each(['constructo', 'lengt', 'nam', 'prototyp'])(
  '%s in exclude is no method, and neither is what it resembles',
  async (name) => {
    @Traced({ name: 'Probes', exclude: [name] })
    class Probes {}
    Object.defineProperty(Probes, 'name', { value: `Probes of ${name}` });
    await loaded();
    expect(Probes.name).toContain('Probes');
    expect(reports).toEqual([expect.stringMatching(/exclude names '\w+', which is no method of the class$/)]);
  },
);

test('options that do not tell their names are used as they are', () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  expect(() => new MemoryLedger({ ...{} })).not.toThrow();
  expect(() => traced(() => 1, proxy as never)).toThrow();
});
