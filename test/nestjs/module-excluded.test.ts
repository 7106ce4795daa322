/** Automatic spans leave out what our decorators leave out, and say what they cannot see. */
import { describeOnNest, type RunningApp, useApp } from './harness';

interface Excluded extends RunningApp {
  /** Starts an application that calls its providers in `GET /`, and resolves to its answer and its warnings. */
  visit(): Promise<{ answer: unknown; said: string[] }>;
}

describeOnNest('Automatic spans beside our decorators', (nest) => {
  const app = useApp(nest, 'module-excluded', {}, (running: Excluded) => running.visit());

  test('leave out what @Traced excludes, and a method that has a span below the wrapper of somebody else', () => {
    expect(app.spans.map(({ name }) => name)).toEqual([
      'Stock.count',
      'price it',
      'Prices.total',
      'Bound.free',
      'Home.home',
    ]);
    expect(app.span('Stock.count').attributes).toEqual({ by: 'class' });
  });

  test('name the methods that a constructor has bound already, and work', () => {
    expect(app.results).toEqual({
      answer: 'arrow',
      said: [
        'Spanlink warn: The option `providers` gives no span to methods that a constructor or a field has bound to ' +
          'its instance: Bound.handle. Put @Span() on them.',
      ],
    });
  });
});
