/** `configure({ debug: true })`: how much is written. */
import { Span, startSpan } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { debugInTests } from '../fixtures/told';

const recorder = recordSpans();
const told = debugInTests();
afterAll(() => recorder.stop());

test('a line has 2,000 characters at most, and is one line', async () => {
  const name = `a\n${'x'.repeat(3_000)}`;
  startSpan(name).complete();
  const [line = ''] = await told.of('xxx');
  expect(line).toBe(`a�${'x'.repeat(1_998)}…`);
});

test('a note about a part of a method counts as a line of that', async () => {
  let calls = 0;
  class Notes {
    @Span({
      name: () => {
        if (calls > 0) throw new Error('secret');
        return 'noted';
      },
    })
    often(): void {}
  }
  for (calls = 0; calls < 150; calls++) new Notes().often();
  expect((await told.of('Notes.often'))[1]).toBe('Notes.often name: threw, and was left out (Error)');
  expect(await told.of('Notes.often')).toHaveLength(100);
});

test('of a thousand methods at most anything is told', async () => {
  for (let at = 0; at < 1_100; at++) startSpan(`site ${at}`).complete();
  const written = (await told.of('site ')).length;
  expect(written).toBeLessThanOrEqual(1_000);
  expect(written).toBeGreaterThan(900);
});
