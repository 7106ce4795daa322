/** The active span may be anybody's, and is asked for its context alone. */
import { context, INVALID_SPAN_CONTEXT, type Span as ApiSpan, trace } from '@opentelemetry/api';
import { inSpan, LinkFrom, type LinkSource, type SpanGuard } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { recordCounts, recordReports } from '../../fixtures/reports.js';
import { message } from '../../fixtures/spans.js';

const recorder = recordSpans();
const reports = recordReports();
const counts = recordCounts();
beforeEach(async () => {
  recorder.reset();
  reports.length = 0;
  await counts();
});
afterAll(() => recorder.stop());

/** More than those after which a source that holds nothing is taken for a mistake. */
const CALLS = 25;

class Orders {
  @LinkFrom(0)
  place(_from: LinkSource): number {
    return 7;
  }
}

test('an active span that cannot be asked leaves the method as it was, is reported once, and counted', async () => {
  const silent = { spanContext: () => JSON.parse('{') as never } as unknown as ApiSpan;
  const place = (): number =>
    context.with(trace.setSpan(context.active(), silent), () => new Orders().place(message(0)));
  expect([place(), place()]).toEqual([7, 7]);
  expect(reports.filter((report) => report.includes('active span'))).toEqual([
    'spanlink: active span could not be asked for its span context',
  ]);
  expect((await counts())['spanlink.callback.errors']).toBeGreaterThanOrEqual(2);
});

test.each<[string, (active: SpanGuard) => LinkSource]>([
  ['the active span is no mistake, though it gives no link', (active) => active],
  ['a link that names no span is no mistake', () => ({ context: INVALID_SPAN_CONTEXT, attributes: { id: 7 } })],
])('a source that holds %s', async (_what, sourceOf) => {
  const warnings = jest.spyOn(process, 'emitWarning').mockReturnValue(undefined);
  inSpan('caller', (span) => {
    for (let call = 0; call < CALLS; call++) new Orders().place(sourceOf(span));
  });
  // what is told of a mistake is loaded first
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
  expect(recorder.named('Orders.place')).toHaveLength(CALLS);
  expect(warnings.mock.calls).toEqual([]);
  expect(reports).toEqual([]);
  warnings.mockRestore();
});
