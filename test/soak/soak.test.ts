/** A part of a minute of `npm run soak`, and what it says where something leaks. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';

jest.setTimeout(300_000);

const ROOT = join(__dirname, '../..');

test('calls of all kinds leave nothing behind: heap, spans, links and state of the process', async () => {
  const { code, stdout, stderr } = await soak('--seconds=40');
  const [verdict, ...lines] = stdout.trim().split('\n').reverse();
  expect({ code, stderr, verdict }).toEqual({ code: 0, stderr: '', verdict: '✓ nothing leaks' });
  const said = lines.reverse().join('\n');
  expect(said).toMatch(/^calls: [\d,]{7,} in \d+ rounds, \d+ s$/m);
  expect(said).toMatch(
    /^heap: [\d.]+ to [\d.]+ MB in \d+ samples; it grows by -?[\d.]+ ± [\d.]+ bytes for each 1,000/m,
  );
  const [, started, ended, running] = /^spans: ([\d,]+) started, ([\d,]+) ended, ([\d,]+) run$/m.exec(said) ?? [];
  // 500 promises never settle, 1,000 calls wait for a stream, and the next round would have completed 200 guards
  expect(running).toBe('1,700');
  expect(numberOf(started) - numberOf(ended)).toBe(1_700);
  const [, onSpans, counted] = /^links: ([\d,]+) on these spans, ([\d,]+) counted$/m.exec(said) ?? [];
  expect(numberOf(onSpans)).toBeGreaterThan(100_000);
  expect(counted).toBe(onSpans);
  // more names came than are kept
  expect(said).toMatch(/^\| reported-sites +\| +1,000 \| +1,000 \|$/m);
});

test.each([
  ['heap', /^✗ the heap grows by [\d.]+ ± [\d.]+ bytes for each 1,000 calls$/m],
  ['span', /^✗ \d+ spans have not ended, but 0 are to run$/m],
  ['state', /^✗ made-links\.bySite has \d+ entries, at most 1001 are allowed$/m],
  ['unlimited', /^✗ planted has no limit$/m],
])('a leak that is planted (%s) is found', async (leak, violation) => {
  const { code, stdout } = await soak('--seconds=4', '--only=200 sites', `--plant=${leak}`);
  expect(stdout).toMatch(violation);
  expect(code).toBe(1);
});

test('work that leaks nothing passes as short a soak as those', async () => {
  const { code, stdout } = await soak('--seconds=4', '--only=200 sites');
  expect(stdout).toContain('✓ nothing leaks');
  expect(code).toBe(0);
});

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function soak(...options: string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ['--expose-gc', '--import', 'tsx', 'test/soak/main.ts', ...options],
      { cwd: ROOT },
      (_error, stdout, stderr) => resolve({ code: child.exitCode, stdout, stderr }),
    );
  });
}

function numberOf(text: string | undefined): number {
  return Number(text?.replaceAll(',', ''));
}
