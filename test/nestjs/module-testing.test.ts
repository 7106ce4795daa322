/** Testing an application of Nest with the recorder of `spanlink/testing`. */
import { describeOnNest, useApp } from './harness';

describeOnNest('A testing module', (nest) => {
  const app = useApp(nest, 'module-testing');

  test('records the spans of each test, also where several are made in a process', () => {
    expect(app.results).toEqual({ first: { spans: 2, isLinked: true }, second: { spans: 2, isLinked: true } });
  });

  test('has spans that the matchers understand', () => {
    expect(app.span('Shipping.ship')).toLinkTo(app.span('Orders.place'), { relation: 'triggered' });
  });
});
