/** A database that is gone for a while: stages run, say so, and are linked and recorded when it is back. */
import { Pool } from 'pg';
import { recordSpans } from 'spanlink/testing';
import { type Ledger, PostgresLedger, Stage, useLedger, Workflow } from 'spanlink/workflow';
import { startPostgres } from '../servers/postgres';
import { describeWith, type Server } from '../servers/server';
import { CutProxy } from './cut-proxy';

const recorder = recordSpans();

@Workflow({ name: 'loan', run: (id: string) => id })
class Loan {
  @Stage()
  async submit(id: string): Promise<string> {
    return id;
  }

  @Stage()
  async underwrite(_id: string, body: () => Promise<string>): Promise<string> {
    return body();
  }
}

/** The ledger, and when its calls of that name are done from now on. */
function watch(ledger: Ledger, name: 'start' | 'finish'): { ledger: Ledger; next(): Promise<void> } {
  let done = (): void => undefined;
  const watched = async (...args: unknown[]): Promise<void> => {
    await (ledger[name] as (...given: unknown[]) => Promise<void>)(...args);
    done();
  };
  const calls = {
    open: ledger.open.bind(ledger),
    start: ledger.start.bind(ledger),
    finish: ledger.finish.bind(ledger),
    history: ledger.history.bind(ledger),
    prune: ledger.prune.bind(ledger),
  };
  return { ledger: { ...calls, [name]: watched }, next: () => new Promise((resolve) => (done = resolve)) };
}

describeWith('postgres', 'While the database is gone,', () => {
  let server: Server;
  let proxy: CutProxy;
  let pool: Pool;
  let ledger: PostgresLedger;
  const loan = new Loan();

  beforeAll(async () => {
    server = await startPostgres();
    proxy = await new CutProxy(server.port).mend();
    pool = new Pool({ host: '127.0.0.1', port: proxy.port, user: 'postgres', database: 'postgres' });
    pool.on('error', () => undefined);
    ledger = new PostgresLedger(pool);
  });
  beforeEach(() => recorder.reset());
  afterAll(async () => {
    useLedger(undefined);
    recorder.stop();
    await pool.end();
    await proxy.cut();
    await server.stop();
  });

  test('a stage runs, marks its span, and gets its links when the database is back in time', async () => {
    const { ledger: watched, next } = watch(ledger, 'start');
    useLedger(watched, { timeout: 30_000 });
    await loan.submit('7');
    useLedger(watched, { timeout: 100 });
    await proxy.cut();
    const result = await loan.underwrite('7', async () => {
      const started = next();
      await proxy.mend();
      await started;
      return 'underwritten';
    });
    const span = recorder.span('Loan.underwrite');
    expect(result).toBe('underwritten');
    expect(span.attributes).toMatchObject({ 'spanlink.ledger.unavailable': true, 'spanlink.stage.attempt': 1 });
    expect(span).toLinkTo(recorder.span('Loan.submit'), { relation: 'previous' });
    expect(span).toLinkTo(recorder.span('Loan.submit'), { relation: 'origin' });
    const history = await ledger.history('loan', '7');
    expect(history.map(({ stage, links }) => [stage, links.map(({ relation }) => relation)])).toEqual([
      ['submit', []],
      ['underwrite', ['previous', 'origin']],
    ]);
  });

  test('a stage that ended meanwhile is recorded when the database is back, and its error goes through', async () => {
    const { ledger: watched, next } = watch(ledger, 'finish');
    useLedger(watched, { timeout: 30_000 });
    await loan.submit('8');
    useLedger(watched, { timeout: 100 });
    await proxy.cut();
    const error = new Error('no');
    await expect(loan.underwrite('8', () => Promise.reject(error))).rejects.toBe(error);
    expect(recorder.span('Loan.underwrite')).toHaveLinkCount(0);
    const finished = next();
    await proxy.mend();
    await finished;
    const history = await ledger.history('loan', '8');
    expect(history.map(({ stage, status, error: kept }) => [stage, status, kept])).toEqual([
      ['submit', 'completed', undefined],
      ['underwrite', 'failed', 'no'],
    ]);
  });
});
