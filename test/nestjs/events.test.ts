/** Listeners of events are called as without us. */
import { SpanStatusCode } from '@opentelemetry/api';
import { describeOnNest, outcomeOf, type RunningApp, useBoth } from './harness';

interface Emitter extends RunningApp {
  /** Resolves to the answers of all listeners. */
  emit(event: string, ...args: unknown[]): Promise<unknown>;
  emitInSpan(span: string, event: string, ...args: unknown[]): Promise<unknown>;
  /** The names of both asynchronous listeners, once they have been called. */
  heardLater(): Promise<string[]>;
}

describeOnNest('A listener', (nest) => {
  const { app, plain } = useBoth(nest, 'events', {}, async (running: Emitter) => ({
    placed: await outcomeOf(running.emit('order.placed', { id: 1, ...(await running.cause('placed')) }, 'second')),
    later: [await outcomeOf(running.emitInSpan('emitter', 'order.async', { id: 2 })), await running.heardLater()],
    promised: await outcomeOf(running.emit('order.promised', { id: 3 })),
    both: [await outcomeOf(running.emit('first', 1)), await outcomeOf(running.emit('second', 2))],
    broken: await outcomeOf(running.emit('broken')),
    thrown: await outcomeOf(running.emit('thrown')),
  }));

  test('returns the same as without our decorators', () => {
    expect(app.results).toEqual(plain.results);
    expect(plain.ours).toEqual([]);
    expect(app.unfinished).toEqual([]);
  });

  test('hears one event, a pattern or several, with our decorators above @OnEvent, below or between', () => {
    expect(app.results).toMatchObject({
      placed: {
        value: expect.arrayContaining([
          'above placed 1 second',
          'below placed 1 second',
          'above any 1',
          'below any 1',
          'each 1',
        ]) as string[],
      },
      later: [
        { value: expect.arrayContaining(['above any 2', 'below any 2']) as string[] },
        ['above later 2', 'below later 2'],
      ],
      promised: { value: expect.arrayContaining(['above promised 3', 'below promised 3']) as string[] },
      both: [{ value: ['above both 1', 'below both 1'] }, { value: ['above both 2', 'below both 2'] }],
    });
    for (const name of ['Above', 'Below']) {
      expect(app.span(`${name}.placed`)).toLinkTo(app.span('placed'), { relation: 'triggered' });
      expect(app.span(`${name}.later`)).toBeChildOf(app.span('emitter'));
      expect([app.named(`${name}.any`).length, app.named(`${name}.both`).length]).toEqual([3, 2]);
    }
    expect(app.span('EachEvent.placed')).toHaveLinkCount(0);
  });

  test('fails as without us', () => {
    expect(app.results).toMatchObject({ broken: { value: [null, null] }, thrown: { error: 'Error: thrown' } });
    for (const name of ['Above.broken', 'Below.broken', 'Above.thrown'])
      expect(app.span(name).status.code).toBe(SpanStatusCode.ERROR);
  });
});
