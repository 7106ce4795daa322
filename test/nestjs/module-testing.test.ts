/** Testing an application of Nest with the recorder of `spanlink/testing`. */
import { describeOnNest, type RunningApp, useApp } from './harness';

interface Testing extends RunningApp {
  /** Makes a testing module, as a test does before it begins. */
  open(): Promise<void>;
  place(): Promise<void>;
  ship(): Promise<void>;
  close(): Promise<void>;
  /** The number of spans, and whether the shipping is linked to the order. */
  recorded(): Promise<object>;
}

async function testShipping(app: Testing): Promise<object> {
  await app.open();
  await app.place();
  await app.ship();
  await app.close();
  return app.recorded();
}

describeOnNest('A testing module', (nest) => {
  const app = useApp(nest, 'module-testing', {}, async (running: Testing) => ({
    first: await testShipping(running),
    second: await testShipping(running),
  }));

  test('records the spans of each test, also if a process makes several modules', () => {
    expect(app.results).toEqual({ first: { spans: 2, isLinked: true }, second: { spans: 2, isLinked: true } });
  });

  test('has spans that the matchers understand', () => {
    expect(app.span('Shipping.ship')).toLinkTo(app.span('Orders.place'), { relation: 'triggered' });
  });
});
