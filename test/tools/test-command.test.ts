/** `npm test -- PATTERN`: some of the tests alone. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

const runTests = (...args: string[]): { code: number | null; out: string; err: string } => {
  const { CI: _, ...env } = process.env;
  const command = [join(ROOT, 'tools/test.mjs'), ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: ROOT, encoding: 'utf8', env });
  return { code: status, out: stdout, err: stderr };
};

test('The tests of a matching file run alone, and what is left out is said above the sum', () => {
  const { code, out, err } = runTests('no/such|LINKS/parse-', '--maxWorkers=1');
  expect(err).toContain('parse-link.test.ts');
  expect(err).toContain('Test Suites: 1 passed, 1 total');
  expect(out).toMatch(/left out: .*"tests of the explorer"; types, format, lint/);
  expect(out.trim().split('\n').at(-1)).toMatch(/^[1-9]\d* passed, 0 failed, \d+ skipped$/);
  expect(code).toBe(0);
});

test('A pattern without a test file is a failure, and says what to write', () => {
  const { code, out, err } = runTests('no/such/test');
  expect(err).toContain('No test file matches no/such/test: write a part of its path');
  expect(out.trim()).toBe('0 passed, 1 failed, 0 skipped');
  expect(code).toBe(1);
});

test.each([
  ['options without a pattern', ['-t', 'name'], 'expected patterns of test files before -t'],
  ['a pattern that is no expression', ['('], 'is no pattern'],
])('For %s it says what is wrong, and runs nothing', (_, args, message) => {
  const { code, out, err } = runTests(...args);
  expect(err).toContain(message);
  expect(err).not.toContain('    at ');
  expect(out.trim()).toBe('0 passed, 1 failed, 0 skipped');
  expect(code).toBe(1);
});
