/**
 * Handlers that return streams, which Nest 11 does not send: they are sent as without us, and their spans last as
 * long as they do.
 */
import { SpanStatusCode } from '@opentelemetry/api';
import { describeOnNest, onEachSide, type Outcome, outcomeOf, type RunningApp, SIDES, useBoth } from './harness';

interface Streams extends RunningApp {
  /** Waits until the handler of an endless stream has seen that its client went away. */
  whenClosed(): Promise<string>;
}

const HANDLERS = ['generated', 'broken', 'readable', 'readable-later', 'readable-broken', 'web', 'response'];

/** Reads the first chunk of an endless stream, and goes away. */
async function leave(app: Streams, path: string): Promise<string> {
  const abort = new AbortController();
  const { body } = await fetch(app.url + path, { signal: abort.signal });
  await body?.getReader().read();
  abort.abort();
  return app.whenClosed();
}

describeOnNest('A stream', ['express', 'fastify'], (nest, platform) => {
  if (nest === 'nest-11') return;
  const { app, plain } = useBoth(nest, 'http-streams', { platform }, (running: Streams) =>
    onEachSide(async (side) => {
      const streams: Record<string, Outcome> = {};
      for (const handler of HANDLERS) streams[handler] = await outcomeOf(running.get(`/${side}/${handler}`));
      // Fastify does not tell a handler that its client has gone
      const endless = platform === 'express' ? await leave(running, `/${side}/endless`) : undefined;
      return { ...streams, endless };
    }),
  );

  test('is sent as without our decorators', () => {
    expect(app.results).toEqual(plain.results);
    expect(plain.ours).toEqual([]);
    expect(app.unfinished).toEqual([]);
  });

  describe.each(SIDES)('with our decorators %s those of Nest', (side, name) => {
    test('of a generator is generated in its span, to its end or its error', () => {
      expect(app.results[side]).toMatchObject({
        generated: { value: { status: 200, body: `${side} one,${side} two,` } },
        broken: { value: { status: 200, body: `${side} first,` } },
      });
      for (const chunk of ['one', 'two'])
        expect(app.span(`chunk ${side} ${chunk}`)).toBeChildOf(app.span(`${name}.generated`));
      expect(app.span(`${name}.broken`).status).toEqual({ code: SpanStatusCode.ERROR, message: 'broken' });
    });

    test('of Node or of the web is read by Nest alone', () => {
      expect(app.results[side]).toMatchObject({
        readable: { value: { body: 'one,two' } },
        'readable-later': { value: { body: 'later' } },
        'readable-broken': { value: { status: 500 } },
        web: { value: { body: 'web' } },
        response: { value: { status: 203, headers: { 'x-web': 'yes' }, body: 'fetched' } },
      });
      for (const method of ['readable', 'readableLater', 'web', 'response'])
        expect(app.span(`${name}.${method}`)).toBeRootSpan();
      expect(app.span(`${name}.readableBroken`).status).toEqual({ code: SpanStatusCode.ERROR, message: 'unreadable' });
    });

    if (platform === 'express') {
      test('without an end is closed when the client goes away, and its span ends', () => {
        expect(app.results[side].endless).toBe('closed');
        expect(app.span(`${name}.endless`).status.code).toBe(SpanStatusCode.UNSET);
      });
    }
  });
});
