/** What `keep --dry-run` prints. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { because, closeAllKeeping, ERRORS, failed, keeping, spanOf } from '../keep/keeping';
import { traceId } from '../keep/requests';
import { captured } from './captured';

const folder = mkdtempSync(join(tmpdir(), 'spanlink-explorer-'));
const [data, file] = [join(folder, 'data'), join(folder, 'errors.yaml')];
const SLOW = '{ name: slow, type: latency, latency: { threshold_ms: 9000 } }';
beforeAll(async () => {
  writeFileSync(file, `num_traces: 5\npolicies: [${ERRORS}]`);
  const { send } = await keeping(`policies: [${SLOW}]`, { data });
  await send(spanOf('order'), spanOf('quiet'), spanOf('failure', { ...failed, ...because('order') }));
  await closeAllKeeping();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('A dry run tells what a keep file would keep, with the shares, and the traces that take most along', async () => {
  const { out, err } = await captured('keep', '--dry-run', file, '--since', '90m', '--data', data);
  expect(err).toBe('num_traces is not used: all traces are held on disk.\n');
  expect(out).toBe(`${file}, tried on what came in the last 1h30m:

                                    traces  spans  bytes
  held                                   3      3    282
  kept                                   2      2    200  66.7 % of the spans
    by errors                            1      1    118  33.3 % of the spans
    because it led to one of these       1      1     82  33.3 % of the spans
    because one of these led to it       0      0      0  0.0 % of the spans
  the same without links                 1      1    118  33.3 % of the spans

Of 2 stories, 1 would be kept whole and 0 in part; without links, 0 would be kept whole and 1 in part.

The traces that take most others along:

                                    traces
  ${traceId('failure')}       2  kept by errors
`);
});

test('A dry run of a time in which nothing came tells no shares', async () => {
  const { out } = await captured('keep', '--dry-run', file, '--since', '1ms', '--data', data);
  expect(out).toMatch(/^ {2}kept +0 +0 +0$/m);
  expect(out).not.toContain('take most others along');
});

test('A dry run needs a store in which something was held, and a file that can be read', async () => {
  const dryRun = (rules: string): Promise<unknown> => captured('keep', '--dry-run', rules, '--data', `${data}/none`);
  await expect(dryRun(file)).rejects.toThrow(`there is no folder ${data}/none`);
  await expect(dryRun(`${file}.no`)).rejects.toThrow('no such file');
});
