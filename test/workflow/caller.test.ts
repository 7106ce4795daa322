/** A stage is a child of the active span, such as that of a request or a delivery; `root` makes that a link. */
import { inSpan } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { MemoryLedger, runStage, Stage, useLedger, Workflow } from 'spanlink/workflow';
import { asyncLedger } from '../fixtures/ledgers';

const recorder = recordSpans();
const ledgers = [
  ['at once', () => new MemoryLedger()],
  ['later', () => asyncLedger()],
  ['never, as there is none', () => undefined],
] as const;
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

@Workflow({ name: 'import', run: (id: number) => id })
class Import {
  @Stage()
  async begin(_id: number): Promise<void> {
    inSpan('query', () => undefined);
  }

  @Stage({ root: true })
  async load(_id: number): Promise<void> {
    inSpan('query', () => undefined);
  }

  @Stage({ root: true, origin: (_id: number, traceparent: string) => traceparent })
  async upload(_id: number, _traceparent: string): Promise<void> {}
}
const imports = new Import();

describe.each(ledgers)('With a ledger that answers %s,', (_, ledger) => {
  beforeEach(() => useLedger(ledger()));

  test('a stage inside of a request is its child, and what it calls is the stage’s', async () => {
    await inSpan('POST /imports', () => imports.begin(1));
    const begin = recorder.span('Import.begin');
    expect(begin).toBeChildOf(recorder.span('POST /imports'));
    expect(begin).toHaveLinkCount(0);
    expect(recorder.span('query')).toBeChildOf(begin);
  });

  test('a stage inside of a request begins a trace with root, and is linked to the request', async () => {
    await inSpan('POST /imports', () => imports.load(1));
    const load = recorder.span('Import.load');
    expect(load).toBeRootSpan();
    expect(load.spanContext().traceId).not.toBe(recorder.span('POST /imports').spanContext().traceId);
    expect(load).toLinkTo(recorder.span('POST /imports'));
    expect(load).toHaveLinkCount(1);
    expect(recorder.span('query')).toBeChildOf(load);
  });

  test('spans after the stage are the caller’s', async () => {
    await inSpan('POST /imports', async () => {
      await imports.load(1);
      inSpan('after', () => undefined);
    });
    expect(recorder.span('after')).toBeChildOf(recorder.span('POST /imports'));
  });

  test('a stage with root is a root without a caller', async () => {
    await imports.load(1);
    expect(recorder.span('Import.load')).toBeRootSpan();
    expect(recorder.span('Import.load')).toHaveLinkCount(0);
  });
});

describe('With a ledger,', () => {
  beforeEach(() => useLedger(new MemoryLedger()));

  test('the request that started a run as a root is the origin of all its stages', async () => {
    await inSpan('POST /imports', () => imports.load(1));
    await imports.begin(1);
    for (const name of ['Import.load', 'Import.begin'])
      expect(recorder.span(name)).toLinkTo(recorder.span('POST /imports'), { relation: 'origin' });
  });

  test('the delivery of a later root stage is linked as its caller', async () => {
    await inSpan('first delivery', () => imports.load(1));
    await inSpan('second delivery', () => imports.load(1));
    const [, second] = recorder.named('Import.load');
    expect(second).toLinkTo(recorder.span('second delivery'), { relation: 'caller' });
    expect(second).toLinkTo(recorder.span('first delivery'), { relation: 'origin' });
    expect(second).toBeRootSpan();
  });

  test('a root whose origin is given has the active span as its caller', async () => {
    const carrier = inSpan('producer', (guard) => guard.carrier());
    await inSpan('delivery', () => imports.upload(1, String(carrier.traceparent)));
    const upload = recorder.span('Import.upload');
    expect(upload).toLinkTo(recorder.span('producer'), { relation: 'origin' });
    expect(upload).toLinkTo(recorder.span('delivery'), { relation: 'caller' });
  });

  test('a later stage inside of a delivery is its child, and linked to the stages before', async () => {
    await imports.load(1);
    await inSpan('delivery', () => imports.begin(1));
    expect(recorder.span('Import.begin')).toBeChildOf(recorder.span('delivery'));
    expect(recorder.span('Import.begin')).toLinkTo(recorder.span('Import.load'), { relation: 'previous' });
  });
});

test('a stage with a root that nothing called has the links of the ledger alone', async () => {
  useLedger(new MemoryLedger());
  const stage = { workflow: 'loan', run: 'root', stage: 'submit', root: true } as const;
  await runStage(stage, () => Promise.reject(new Error('refused'))).catch(() => undefined);
  await runStage(stage, () => 'done');
  const [first, second] = recorder.spans;
  expect(second?.links.map(({ context, attributes }) => [context.spanId, attributes?.['spanlink.relation']])).toEqual([
    [first?.spanContext().spanId, 'retry_of'],
    [first?.spanContext().spanId, 'origin'],
  ]);
});
