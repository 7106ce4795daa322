/** The loan workflow, run as `npm run sample:loan` runs it, with each engine, on the built package. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { lines } from '../fixtures/patterns';
import { describeWith, testOwnServer } from '../servers/server';
import { startTemporal, type TemporalServer } from '../servers/temporal';

jest.setTimeout(150_000);

/** The checks of either engine. */
const CHECKS = [
  '7: submit 1, no link',
  '7: check (fraud) 1 ← previous: submit 1 ← origin: submit 1',
  '7: check (income) 1, in the ledger ← previous: submit 1 ← origin: submit 1, and never exported',
  '7: check (income) 2 ← resumes: check (income) 1 ← previous: submit 1 ← origin: submit 1',
  '7: underwrite 1 ← previous: check (fraud) 1 ← previous: check (income) 2 ← origin: submit 1',
  '7: underwrite 2 ← retry_of: underwrite 1 ← previous: check (fraud) 1' +
    ' ← previous: check (income) 2 ← origin: submit 1',
  '7: approve 1 ← previous: check (fraud) 1 ← previous: check (income) 2 ← previous: underwrite 2 ← origin: submit 1',
  '7: revoke 1 ← compensates: approve 1 ← origin: submit 1',
  '7: 8 attempts, 8 expected',
  '8: submit 1, no link',
  '8: check (fraud) 1 ← previous: submit 1 ← origin: submit 1',
  '8: check (income) 1 ← previous: submit 1 ← origin: submit 1',
  '8: underwrite 1 ← previous: check (fraud) 1 ← previous: check (income) 1 ← origin: submit 1',
  '8: underwrite 2 ← retry_of: underwrite 1 ← previous: check (fraud) 1' +
    ' ← previous: check (income) 1 ← origin: submit 1',
  '8: review 1 ← dead_letter_of: underwrite 2 ← origin: submit 1',
  '8: 6 attempts, 6 expected',
];

/** The further checks of BullMQ's own spans. */
const JOB_CHECKS = [
  'job 7-submit, span 1 of 1 ← origin: add',
  'job 7-check-fraud, span 1 of 1 ← origin: addNode ← parent: addNode',
  'job 7-check-income, span 1 of 1 ← origin: addNode ← parent: addNode',
  'job 7-underwrite, span 1 of 2 ← origin: addNode',
  'job 7-underwrite, span 2 of 2 ← origin: addNode ← retry_of: process',
  'job 7-approve, span 1 of 1 ← origin: addNode',
  'job 7-revoke, span 1 of 1 ← origin: add',
  'job 8-submit, span 1 of 1 ← origin: add',
  'job 8-check-fraud, span 1 of 1 ← origin: addNode ← parent: addNode',
  'job 8-check-income, span 1 of 1 ← origin: addNode ← parent: addNode',
  'job 8-underwrite, span 1 of 2 ← origin: addNode',
  'job 8-underwrite, span 2 of 2 ← origin: addNode ← retry_of: process',
  'job 8-review, span 1 of 1 ← origin: addNode',
];

describe('In a process for each attempt, over SQLite,', () => {
  let outcome: Outcome;
  beforeAll(async () => {
    outcome = await runSample();
  });

  test('every attempt is linked to its causes, and the run prints so', () => {
    expect(outcome.errors).toBe('');
    expect(checksIn(outcome.output)).toEqual(inOrder(CHECKS.map((check) => `✓ ${check}`)));
    expect(outcome.code).toBe(0);
  });

  test('every attempt is a trace of its own, and the links lead to the traces they name', () => {
    const traces = tracesIn(outcome.output);
    expect(traces.map(({ service }) => service).sort()).toEqual([
      'approve',
      'check-fraud',
      'check-fraud',
      'check-income',
      'check-income',
      'review',
      'revoke',
      'submit',
      'submit',
      'underwrite',
      'underwrite',
      'underwrite',
      'underwrite',
    ]);
    const [submit, fraud, income] = ['submit', 'check-fraud', 'check-income'].map(
      (name) => traces.find(({ service }) => service === name)?.id,
    );
    const [failed, second] = traces.filter(({ service }) => service === 'underwrite');
    expect(inOrder(second?.links ?? [])).toEqual(
      inOrder([
        `retry_of: LoanApplication.underwrite (trace ${failed?.id})`,
        `previous: LoanApplication.check (trace ${fraud})`,
        `previous: LoanApplication.check (trace ${income})`,
        `origin: LoanApplication.submit (trace ${submit})`,
      ]),
    );
    expect(traces.find(({ service }) => service === 'revoke')?.links).toEqual([
      `compensates: LoanApplication.approve (trace ${traces.find(({ service }) => service === 'approve')?.id})`,
      `origin: LoanApplication.submit (trace ${submit})`,
    ]);
  });

  test('the killed attempt is named from the ledger, as its span was never exported', () => {
    const [resumed] = tracesIn(outcome.output).flatMap(({ links }) =>
      links.filter((link) => link.startsWith('resumes')),
    );
    expect(resumed).toMatch(/^resumes: check \(income\) 1, never exported \(trace \w{8}\)$/);
    expect(tracesIn(outcome.output).map(({ id }) => id)).not.toContain(/\(trace (\w+)\)/.exec(resumed ?? '')?.[1]);
  });

  test('the runs are drawn, each attempt with its outcome', () => {
    const { output } = outcome;
    expect(output).toMatch(/^loan-application 7\n├─ submit {2}✓ /m);
    expect(output).toMatch(/─ check \(income\)\n│ {2}├─ 1 {2}… not ended.*\n/);
    expect(output).toMatch(/├─ underwrite\n│ {2}├─ 1 {2}✗ .*: the bureau answered 503\n/);
    expect(output).toMatch(/└─ review {2}✓ .*\n {6}← dead_letter_of: underwrite 2\n/);
  });

  test('nothing is left behind', () => {
    expect(outcome.leftOver).toEqual([]);
  });
});

test('the loan workflow fails if links are lost', async () => {
  const { code, output } = await runSample([], { OTEL_SPAN_LINK_COUNT_LIMIT: '0' });
  expect(code).toBe(1);
  expect(output).toContain('✗ 7: revoke 1, no link; expected ← compensates: approve 1 ← origin: submit 1');
});

test('the loan workflow refuses an unknown engine', async () => {
  const { code, errors } = await runSample(['--engine', 'cron']);
  expect(code).toBe(1);
  expect(errors).toContain('--engine is sqlite, bullmq, temporal, and not cron');
});

test('without redis-server, the BullMQ engine says what to install', async () => {
  const { code, errors, leftOver } = await runSample(['--engine', 'bullmq'], { PATH: '/nowhere' });
  expect(code).toBe(1);
  expect(errors).toContain('redis-server is not installed. On Debian and Ubuntu: apt-get install redis-server.');
  expect(leftOver).toEqual([]);
});

describeWith('redis-server', 'With every stage as a job of BullMQ, over Redis,', () => {
  let outcome: Outcome;
  beforeAll(async () => {
    outcome = await runSample(['--engine', 'bullmq']);
  });

  test('every attempt at a stage, and at a job, is linked to its causes', () => {
    expect(outcome.errors).toBe('');
    expect(checksIn(outcome.output)).toEqual(inOrder([...CHECKS, ...JOB_CHECKS].map((check) => `✓ ${check}`)));
    expect(outcome.code).toBe(0);
  });

  test('a stage is in the trace of its job, and its links lead out of it', () => {
    const { output } = outcome;
    expect(output).toMatch(
      lines(
        /─ process loans .*/,
        /.*← origin: add loans\.revoke .*/,
        /.*─ LoanApplication\.revoke .*/,
        /.*← compensates: LoanApplication\.approve \(trace \w{8}\)\n/,
      ),
    );
    expect(output).toMatch(
      lines(
        /─ process loans .*/,
        /.*← origin: addNode .*/,
        /.*← parent: addNode .*/,
        /.*─ LoanApplication\.check .*/,
        /.*← resumes: check \(income\) 1, never exported /,
      ),
    );
  });

  test('the website adds jobs, workers take them, and neither is left behind', () => {
    const services = tracesIn(outcome.output).map(({ service }) => service);
    expect(services.filter((service) => service === 'website')).toHaveLength(3);
    expect(services.filter((service) => /^worker-[123]$/.test(service ?? ''))).toHaveLength(13);
    expect(services).toHaveLength(16);
    expect(outcome.leftOver).toEqual([]);
  });
});

test('without a server, the Temporal engine says what to start', async () => {
  const { code, errors, leftOver } = await runSample(['--engine', 'temporal'], { TEMPORAL_ADDRESS: '127.0.0.1:1' });
  expect(code).toBe(1);
  expect(errors).toContain('no Temporal server answers at TEMPORAL_ADDRESS');
  expect(leftOver).toEqual([]);
});

describe('As a workflow of Temporal,', () => {
  let server: TemporalServer | undefined;
  afterAll(() => server?.stop());

  testOwnServer(
    'runs, handlers and attempts are linked to their causes, also to an attempt that was killed',
    async () => {
      server = await startTemporal();
      const { code, output, errors, leftOver } = await runSample(['--engine', 'temporal'], {
        TEMPORAL_ADDRESS: server.address,
        TEMPORAL_NAMESPACE: server.namespace,
      });
      expect(errors).toBe('');
      const checks = checksIn(output);
      expect(checks.filter((check) => check.startsWith('✗'))).toEqual([]);
      expect(checks).toHaveLength(18);
      expect(output).toMatch(/^loanApplication loans-\S+-7\n├─ RunWorkflow:loanApplication {2}✓ /m);
      expect(output).toMatch(/├─ RunActivity:underwrite {2}✗ .*: the bureau answered 503\n/);
      expect(code).toBe(0);
      expect(leftOver).toEqual([]);
    },
  );
});

interface Outcome {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
  /** The files that are left in its temporary folder. */
  readonly leftOver: readonly string[];
}

async function runSample(args: readonly string[] = [], environment: NodeJS.ProcessEnv = {}): Promise<Outcome> {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: _, ...env } = process.env;
  const folder = mkdtempSync(join(tmpdir(), 'spanlink-loan-'));
  try {
    const sample = spawn(process.execPath, ['--import', 'tsx', 'samples/loan-workflow/main.ts', ...args], {
      cwd: join(__dirname, '../..'),
      env: { ...env, TMPDIR: folder, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [output, errors, [code]] = await Promise.all([
      text(sample.stdout),
      text(sample.stderr),
      once(sample, 'exit'),
    ]);
    // tsx keeps its compiled files
    return {
      code: code as number | null,
      output,
      errors,
      leftOver: readdirSync(folder).filter((name) => !name.startsWith('tsx-')),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The checks as printed, sorted by their text, as concurrent work ends in any order. */
function checksIn(output: string): string[] {
  return inOrder(output.split('\n').filter((line) => /^[✓✗] /.test(line)));
}

function inOrder(lines: readonly string[]): string[] {
  return [...lines].sort();
}

/** The traces as printed, each with the links of its spans. */
function tracesIn(output: string): { id: string | undefined; service: string | undefined; links: string[] }[] {
  return output.split('\n\n').flatMap((block) => {
    const [, id, service] = /^trace (\w{8}) {2}(.*)$/m.exec(block) ?? [];
    return id === undefined
      ? []
      : [{ id, service, links: [...block.matchAll(/← (.*)$/gm)].map(([, link]) => link ?? '') }];
  });
}
