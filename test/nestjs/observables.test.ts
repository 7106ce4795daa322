/**
 * The same applications with `spanlink/rxjs`, which follows what handlers and interceptors give: Nest subscribes as
 * without us.
 */
import { describeOnNest, useBoth } from './harness';

/** The applications with Observables, and methods that give one, by how many requests were answered from it. */
const APPS = {
  'http-controllers': { 'Enveloped.intercept': 22 },
  'http-answers': { 'Answers.events': 1, 'Answers.eventsLater': 1, 'Answers.observed': 1, 'Answers.observedError': 1 },
  tcp: { 'Above.watch': 1, 'Below.watch': 1, 'Stamped.intercept': 4 },
  websockets: { 'Above.watch': 1, 'Below.watch': 1, 'Stamped.intercept': 4 },
};

describeOnNest('With Observables followed', (nest) => {
  describe.each(Object.entries(APPS))('%s', (name, subscriptions) => {
    const { app, plain } = useBoth(nest, name, { platform: 'fastify', observables: true });

    test('answers as without our decorators', () => {
      expect(app.results).toEqual(plain.results);
      expect(plain.ours).toEqual([]);
    });

    test('has one span for each subscription, which ends', () => {
      for (const [method, count] of Object.entries(subscriptions))
        expect([method, app.named(method).length]).toEqual([method, count]);
      expect(app.unfinished).toEqual([]);
    });
  });
});
