/** The option `linkCaller`: a new trace, linked back to the caller's span, and with `both` forward too. */
import { trace } from '@opentelemetry/api';
import { configure, inSpan, Span, SpanGuard } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { recordCounts } from '../fixtures/reports';

const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterEach(() => configure({ linkLimit: undefined, relationAliases: undefined }));
afterAll(() => recorder.stop());

class Jobs {
  @Span({ linkCaller: true })
  back(): void {
    inSpan('step', () => undefined);
  }

  @Span({ linkCaller: 'both' })
  async both(): Promise<void> {}

  @Span({ linkCaller: false })
  child(): void {}
}
const jobs = new Jobs();

test('linkCaller begins a trace that is linked back to its caller', () => {
  inSpan('caller', () => jobs.back());
  expect(recorder.span('Jobs.back')).toBeRootSpan();
  expect(recorder.span('Jobs.back')).toLinkTo(recorder.span('caller'), { relation: 'caller' });
  expect(recorder.span('Jobs.back')).toHaveLinkCount(1);
  expect(recorder.span('caller')).toHaveLinkCount(0);
  expect(recorder.span('step')).toBeChildOf(recorder.span('Jobs.back'));
});

test("linkCaller: 'both' links the caller forward too", async () => {
  await inSpan('caller', () => jobs.both());
  expect(recorder.span('Jobs.both')).toLinkTo(recorder.span('caller'), { relation: 'caller' });
  expect(recorder.span('caller')).toLinkTo(recorder.span('Jobs.both'), { relation: 'triggered' });
});

test("linkCaller: 'both' links a caller’s span that was made by hand", async () => {
  await trace.getTracer('test').startActiveSpan('caller', async (caller) => {
    await jobs.both();
    caller.end();
  });
  expect(recorder.span('caller')).toLinkTo(recorder.span('Jobs.both'), { relation: 'triggered' });
});

test("linkCaller: 'both' links the active span, also if it is inside of ours", async () => {
  await inSpan('ours', () =>
    trace.getTracer('test').startActiveSpan('by hand', async (span) => {
      await jobs.both();
      span.end();
    }),
  );
  expect(recorder.span('by hand')).toLinkTo(recorder.span('Jobs.both'));
  expect(recorder.span('ours')).toHaveLinkCount(0);
});

test('a caller that triggers more calls than its link limit loses no link', async () => {
  configure({ linkLimit: 4 });
  await inSpan('caller', () => Promise.all(Array.from({ length: 10 }, () => jobs.both())));
  const triggered = recorder.spans.filter(({ name }) => name.startsWith('caller')).flatMap(({ links }) => links);
  expect(new Set(triggered.map(({ context }) => context.spanId)).size).toBe(10);
});

test('linkCaller records its relations under every alias', async () => {
  configure({ relationAliases: ['link.name'] });
  await inSpan('caller', () => jobs.both());
  expect(recorder.span('Jobs.both').links[0]?.attributes).toEqual({
    'spanlink.relation': 'caller',
    'link.name': 'caller',
  });
  expect(recorder.span('caller').links[0]?.attributes).toEqual({
    'spanlink.relation': 'triggered',
    'link.name': 'triggered',
  });
});

test('linkCaller adds no link without a caller', async () => {
  jobs.back();
  await jobs.both();
  expect(recorder.spans.filter(({ name }) => name.startsWith('Jobs')).map(({ links }) => links)).toEqual([[], []]);
});

test('a span without linkCaller, or with false, is a child', () => {
  inSpan('caller', () => jobs.child());
  expect(recorder.span('Jobs.child')).toBeChildOf(recorder.span('caller'));
  expect(recorder.span('Jobs.child')).toHaveLinkCount(0);
});

test('linkCaller links back to an ended caller, and counts the link that comes too late for it', async () => {
  const counts = recordCounts();
  let later: Promise<void> | undefined;
  inSpan('caller', () => {
    later = Promise.resolve().then(() => jobs.both());
  });
  await later;
  expect(recorder.span('Jobs.both')).toLinkTo(recorder.span('caller'));
  expect(recorder.span('caller')).toHaveLinkCount(0);
  await expect(counts()).resolves.toEqual({ 'spanlink.links.late': 1 });
});

test('a call with linkCaller has a guard of its own', () => {
  const [inside, outside] = inSpan('caller', (caller) =>
    inSpan('called', { linkCaller: true }, (called) => [called === SpanGuard.current(), called === caller]),
  );
  expect([inside, outside]).toEqual([true, false]);
});
