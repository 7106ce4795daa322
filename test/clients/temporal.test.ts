/**
 * Temporal: the payload of its OpenTelemetry interceptors in `headers['_tracer-data']`, by the default converter.
 */
import { defaultPayloadConverter, type Headers, type Payload } from '@temporalio/common';
import { LinkFrom, linksFrom } from 'spanlink';
import { fromTemporal } from 'spanlink/messages';
import { recordSpans } from 'spanlink/testing';
import { A, linkOf, linkTargets } from '../fixtures/spans';

/** The input of an interceptor of an activity or of a workflow, as the worker's package types it. */
interface ExecuteInput {
  readonly args: unknown[];
  readonly headers: Headers;
}

function payloadOf(value: unknown): Payload {
  const payload = defaultPayloadConverter.toPayload(value);
  if (payload === undefined) throw new Error('it cannot be converted');
  return payload;
}

const input = (headers: Headers): ExecuteInput => ({ args: [7], headers });

class Interceptor {
  @LinkFrom(0)
  async execute({ args }: ExecuteInput, next: (args: unknown[]) => Promise<unknown>): Promise<unknown> {
    return next(args);
  }
}

const recorder = recordSpans();
beforeEach(() => recorder.reset());

describe('The input of an interceptor of Temporal', () => {
  test('is a source, and so are its headers', async () => {
    const executed = input({
      '_tracer-data': payloadOf({ traceparent: A, tracestate: 'vendor=1' }),
      other: payloadOf(7),
    });
    expect(linkTargets(linksFrom(executed))).toEqual([linkOf(A)]);
    expect(linksFrom(executed)[0]?.context.traceState?.serialize()).toBe('vendor=1');
    expect(linksFrom(executed.headers)).toEqual(linksFrom(executed));
    expect(fromTemporal(executed)).toEqual(linksFrom(executed));
    expect(await new Interceptor().execute(executed, async (args) => args[0])).toBe(7);
    expect(linkTargets(recorder.span('Interceptor.execute'))).toEqual([linkOf(A)]);
  });

  test.each<[string, Headers]>([
    ['no headers', {}],
    ['no carrier', { '_tracer-data': payloadOf({}) }],
    ['text', { '_tracer-data': payloadOf(A) }],
    ['bytes', { '_tracer-data': payloadOf(Buffer.from([0, 1, 2])) }],
    ['nothing', { '_tracer-data': payloadOf(undefined) }],
    ['a bad carrier', { '_tracer-data': payloadOf({ traceparent: 'bad' }) }],
  ])('with %s gives no link', (_what, headers) => {
    expect(linksFrom(input(headers))).toEqual([]);
  });
});
