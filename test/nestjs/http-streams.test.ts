/**
 * Handlers that give streams, which Nest 11 does not send: they are sent as without us, and their spans last as long as
 * they do.
 */
import { SpanStatusCode } from '@opentelemetry/api';
import { describeOnNest, useBoth } from './harness';

describeOnNest('A stream', ['express', 'fastify'], (nest, platform) => {
  if (nest === 'nest-11') return;
  const { app, plain } = useBoth(nest, 'http-streams', { platform });

  test('is sent as without our decorators', () => {
    expect(app.results).toEqual(plain.results);
    expect(plain.ours).toEqual([]);
    expect(app.unfinished).toEqual([]);
  });

  describe.each([
    ['above', 'Above'],
    ['below', 'Below'],
  ])('with our decorators %s those of Nest', (place, name) => {
    test('of a generator is generated in its span, to its end or its error', () => {
      expect(app.results).toMatchObject({
        [`${place} generated`]: { value: { status: 200, body: `${place} one,${place} two,` } },
        [`${place} broken`]: { value: { status: 200, body: `${place} first,` } },
      });
      for (const chunk of ['one', 'two'])
        expect(app.span(`chunk ${place} ${chunk}`)).toBeChildOf(app.span(`${name}.generated`));
      expect(app.span(`${name}.broken`).status).toEqual({ code: SpanStatusCode.ERROR, message: 'broken' });
    });

    test('of Node or of the web is read by nobody but Nest', () => {
      expect(app.results).toMatchObject({
        [`${place} readable`]: { value: { body: 'one,two' } },
        [`${place} readable-later`]: { value: { body: 'later' } },
        [`${place} readable-broken`]: { value: { status: 500 } },
        [`${place} web`]: { value: { body: 'web' } },
        [`${place} response`]: { value: { status: 203, headers: { 'x-web': 'yes' }, body: 'fetched' } },
      });
      for (const method of ['readable', 'readableLater', 'web', 'response'])
        expect(app.span(`${name}.${method}`)).toBeRootSpan();
      expect(app.span(`${name}.readableBroken`).status).toEqual({ code: SpanStatusCode.ERROR, message: 'unreadable' });
    });

    if (platform === 'express') {
      test('without an end is closed when the client goes away, and its span ends', () => {
        expect(app.results[`${place} endless`]).toBe('closed');
        expect(app.span(`${name}.endless`).status.code).toBe(SpanStatusCode.UNSET);
      });
    }
  });
});
