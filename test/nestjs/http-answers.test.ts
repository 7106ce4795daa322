/** The answer to anything that a handler returns or throws, whatever its source, is the same as without us. */
import { SpanStatusCode } from '@opentelemetry/api';
import {
  type Answer,
  describeOnNest,
  describeWithObservables,
  type Platform,
  type RunningApp,
  useBoth,
} from './harness';

interface Answers extends RunningApp {
  /** The functions that an Express request to `/arity` went through. */
  passed(): Promise<string[]>;
  /** The number of instances of a request-scoped provider, and its methods. */
  methods(): Promise<unknown>;
}

const HANDLERS = [
  'inherited',
  'overridden',
  'repeated',
  'composed',
  'background',
  'lazy',
  'lazy-result',
  'private',
  'promised',
  'generated',
  'file',
  'file-later',
  'events',
  'events-later',
  'observed',
  'observed-error',
  'response',
  'pass-through',
  'nothing',
];
const THROWN = ['http', 'teapot', 'error', 'text', 'null', 'undefined', 'object'];

/** Asks every handler, in turn; two visitors at a time. */
const askAll = (platform: Platform) => async (app: Answers) => {
  const answers: Record<string, Answer> = {};
  for (const handler of HANDLERS) answers[handler] = await app.get(`/answers/${handler}`);
  const visitors = await Promise.all(['ann', 'bob'].map((name) => app.get('/answers/visitor', { 'x-name': name })));
  for (const what of THROWN)
    for (const way of ['sync', 'async']) answers[`${way} ${what}`] = await app.get(`/thrown/${way}/${what}`);
  const expected = await app.get('/thrown/expected');
  const arity = platform === 'express' ? await app.get('/arity') : undefined;
  return { ...answers, visitors, expected, arity, passed: await app.passed(), methods: await app.methods() };
};

describeOnNest('The answer of a handler', ['express', 'fastify'], (nest, platform) => {
  const { app, plain } = useBoth(nest, 'http-answers', { platform }, askAll(platform));

  test('is the same as without our decorators, also if it is thrown', () => {
    expect(app.results).toEqual(plain.results);
    expect(plain.ours).toEqual([]);
    expect(app.ours.length).toBeGreaterThan(0);
    expect(app.unfinished).toEqual([]);
  });

  test('may come from an inherited, overridden, twice decorated or composed method, with one span of its class', () => {
    expect(app.results).toMatchObject({
      inherited: { body: 'answers inherited' },
      overridden: { body: 'answers overridden again' },
      repeated: { body: 'repeated' },
      composed: { body: 'composed' },
    });
    expect(app.span('Answers.inherited')).toBeRootSpan();
    const [inner, outer] = app.named('Answers.overridden');
    expect(inner).toBeChildOf(outer?.spanContext() ?? '');
    expect(app.span('Answers.repeated').attributes).toEqual({ again: true });
    expect(app.span('Answers.composed').attributes).toEqual({ composed: true });
  });

  test('may be a file, events or an Observable', () => {
    expect(app.results).toMatchObject({
      file: {
        status: 200,
        headers: { 'content-type': 'text/csv', 'content-disposition': 'attachment; filename="rows.csv"' },
        body: 'one,two',
      },
      'file-later': { status: 200, body: 'three' },
      events: { status: 200, body: expect.stringContaining('data: {"id":2}') as string },
      'events-later': { status: 200, body: expect.stringContaining('data: later') as string },
      observed: { status: 200, body: 'last' },
      'observed-error': { status: 404, body: { message: 'observed' } },
      response: { body: 'by the response' },
      'pass-through': { headers: { 'x-passed': 'through' }, body: 'passed through' },
    });
    for (const name of [
      'file',
      'fileLater',
      'events',
      'eventsLater',
      'observed',
      'observedError',
      'response',
      'passThrough',
    ]) {
      expect(app.span(`Answers.${name}`)).toBeRootSpan();
    }
    expect(app.span('Store.stream')).toBeChildOf(app.span('Answers.file'));
    expect(app.span('Answers.nothing').events).toMatchObject([{ name: 'nothing' }]);
  });

  test('may be a lazy query, which runs once, when it is awaited', () => {
    expect(app.results).toMatchObject({
      lazy: { body: { rows: ['a', 'b'], asked: 1 } },
      'lazy-result': { body: ['a'] },
    });
    expect(app.named('Store.find')).toHaveLength(2);
  });

  test('may come from private members, statics, promises and generators, in their places in the trace', () => {
    expect(app.results).toMatchObject({
      private: { body: ['secret of 2', 'static of Store'] },
      promised: { body: ['pear', 'plum'] },
      generated: { body: ['<pear>', '<plum>', '<pear>', '<plum>'] },
    });
    expect(app.span('Store.promised')).toBeChildOf(app.span('Answers.promised'));
    for (const name of ['Store.labels', 'Store.pages'])
      expect(app.span(name)).toBeChildOf(app.span('Answers.generated'));
    const parents = app.named('Store.label').map((span) => span.parentSpanContext?.spanId);
    const [labels, pages] = ['Store.labels', 'Store.pages'].map((name) => app.span(name).spanContext().spanId);
    expect(parents).toEqual([labels, labels, pages, pages]);
    expect(app.named('Store.secret')).toEqual([]);
  });

  test('may come from work with a trace of its own, linked both ways', () => {
    expect(app.results).toMatchObject({ background: { body: 'shipped' } });
    const [ship, request] = [app.span('Background.ship'), app.span('Answers.background')];
    expect(ship).toBeRootSpan();
    expect(ship).toLinkTo(request, { relation: 'caller' });
    expect(request).toLinkTo(ship, { relation: 'triggered' });
    expect(app.span('Background.onApplicationBootstrap')).toBeRootSpan();
  });

  test('may come from a provider of that request alone', () => {
    expect(app.results.visitors).toMatchObject([{ body: 'ann' }, { body: 'bob' }]);
    const visits = app.named('Answers.visitor').map((span) => span.spanContext().spanId);
    expect(app.named('Visitor.name').map((span) => span.parentSpanContext?.spanId)).toEqual(visits);
  });

  test('may be thrown: exceptions of Nest, errors, text, objects, null and undefined', () => {
    expect(app.results).toMatchObject({
      'sync http': { status: 404, body: { message: 'no such order' } },
      'async teapot': { status: 418, body: { tea: 'pot' } },
      'async error': { status: 500 },
    });
    const failed = ['Thrown.sync', 'Thrown.async'].flatMap((name) => app.named(name));
    expect(failed).toHaveLength(14);
    for (const { status, events } of failed) {
      expect(status.code).toBe(SpanStatusCode.ERROR);
      expect(events).toMatchObject([{ name: 'exception' }]);
    }
    expect(app.results.expected).toMatchObject({ status: 404 });
    expect(app.span('Thrown.expected').status.code).toBe(SpanStatusCode.UNSET);
  });

  if (platform === 'express') {
    test('may depend on the number of a function’s parameters', () => {
      expect(app.results).toMatchObject({ arity: { body: 'handled' }, passed: ['three', 'four handed on'] });
      expect([app.span('three'), app.span('four')]).toHaveLength(2);
    });
  }
});

describeOnNest('The answer of a handler behind a proxy', ['express'], (nest, platform) => {
  const { app, plain } = useBoth(nest, 'http-answers', { platform, proxies: true }, askAll(platform));

  test('is the same as without our decorators', () => {
    expect(app.results).toEqual(plain.results);
    expect(plain.ours).toEqual([]);
    expect(app.results).toMatchObject({
      private: { body: ['secret of 2', 'static of Store'] },
      overridden: { body: 'answers overridden again' },
    });
    expect(app.span('Store.promised')).toBeChildOf(app.span('Answers.promised'));
  });
});

describeWithObservables(
  'http-answers',
  { 'Answers.events': 1, 'Answers.eventsLater': 1, 'Answers.observed': 1, 'Answers.observedError': 1 },
  askAll('fastify'),
);
