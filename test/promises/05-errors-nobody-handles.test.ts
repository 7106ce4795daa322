/** Promise 5: a rejection and a stream's error that nobody handles are Node's affair, as they were without us. */
import { runProcess } from '../fixtures/processes';

interface Observed {
  seen: string[];
  spans: number;
  unfinished: number;
}

const observe = async (how: string): Promise<Observed> => {
  const { code, stdout, stderr } = await runProcess('rejections', how);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as Observed;
};

test('Node reports the same unhandled rejections as without us', async () => {
  const [traced, plain] = await Promise.all([observe('traced'), observe('plain')]);
  expect(traced.seen).toEqual(plain.seen);
  expect(plain.seen).toContain('unhandled: one');
  expect(plain.seen).toContain('handled later');
  expect([traced.spans, traced.unfinished, plain.spans]).toEqual([9, 0, 0]);
});

test('an unhandled error of a stream ends the process, as without us', async () => {
  const [traced, plain] = await Promise.all([
    runProcess('stream-error', 'traced'),
    runProcess('stream-error', 'plain'),
  ]);
  expect([traced.code, plain.code]).toEqual([1, 1]);
  expect(traced.stderr).toContain('Error: nobody listens');
  expect(plain.stderr).toContain('Error: nobody listens');
});
