/** The tracer is that of the provider that is registered now, also of one that fails, or stands for the API's. */
import { trace, type TracerProvider } from '@opentelemetry/api';
import { inSpan } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { recordReports } from '../../fixtures/reports';

const recorder = recordSpans();
const real = (trace.getTracerProvider() as unknown as { getDelegate(): TracerProvider }).getDelegate();
beforeEach(() => recorder.reset());
afterEach(() => void trace.disable());

test('a provider that fails to make a tracer is reported, and costs the spans as long as it does', () => {
  const reports = recordReports();
  const getTracer = jest.fn<ReturnType<TracerProvider['getTracer']>, Parameters<TracerProvider['getTracer']>>(() => {
    throw new Error('not yet');
  });
  trace.disable();
  trace.setGlobalTracerProvider({ getTracer });
  expect(inSpan('early', () => 'done')).toBe('done');
  expect(inSpan('early', () => 'done')).toBe('done');
  expect(reports).toEqual(['spanlink: currentTracer could not get a tracer of the provider; there are no spans']);
  getTracer.mockImplementation((...named) => real.getTracer(...named));
  inSpan('late', () => undefined);
  expect(recorder.spans.map(({ name }) => name)).toEqual(['late']);
  expect(getTracer).toHaveBeenCalledWith('spanlink', expect.any(String), undefined);
});

test("a provider that stands in the place of the API's own is asked itself", () => {
  const api = (globalThis as unknown as Record<symbol, { trace?: TracerProvider }>)[
    Symbol.for('opentelemetry.js.api.1')
  ];
  trace.disable();
  if (api === undefined) throw new Error('the API has no state');
  api.trace = real;
  inSpan('alone', () => undefined);
  expect(recorder.spans.map(({ name }) => name)).toEqual(['alone']);
});
