/** Promise 7: without an SDK a call of a decorated method allocates nothing. */
import { runProcessWith } from '../fixtures/processes';

// a young generation so large that a million objects stay in it, and are seen
const OPTIONS = ['--expose-gc', '--min-semi-space-size=64', '--max-semi-space-size=128'];

test('nothing is allocated for a call without an SDK, however it is decorated', async () => {
  const { stdout } = await runProcessWith(OPTIONS, 'allocations');
  const { 'an object': seen, kept, ...bytes } = JSON.parse(stdout) as Record<string, number>;
  expect(kept).toEqual(['n']);
  expect(seen).toBeGreaterThan(16);
  expect(Object.keys(bytes)).toEqual(['@LinkFrom and @Span', '@Traced', 'traced']);
  for (const each of Object.values(bytes)) expect(each).toBeLessThan(1);
});
