/** Either build of the package works with either build of Nest, and both act as one. */
import { freePort } from '../servers/start-server';
import { describeOnNest, type RunningApp, useApp } from './harness';

interface Microservice extends RunningApp {
  /** Sends a request in a span. */
  send(pattern: string, data: object, span: string): Promise<unknown>;
  /** True if the two copies of the module are two classes. */
  isOther(): Promise<boolean>;
}

describeOnNest('Two copies of spanlink/nestjs', (nest) => {
  let port = 0;
  beforeAll(async () => {
    port = await freePort();
  });
  const app = useApp(
    nest,
    'module-two-systems',
    () => ({ port }),
    async (running: Microservice) => ({
      answer: await running.send('whole', { id: 1 }, 'sent'),
      isOther: await running.isOther(),
    }),
  );

  test('act as one, so that the module of one reaches the handlers of the other', () => {
    expect(app.results).toEqual({ answer: { id: 1 }, isOther: true });
    expect(app.span('Handlers.whole')).toLinkTo(app.span('sent'));
    expect(app.span('Handlers.whole')).toHaveLinkCount(1);
  });
});
