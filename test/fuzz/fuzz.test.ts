/** A minute of `npm run fuzz`, from the same seed, and what it says where a promise is broken. */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { corpusOf, FOLDERS, targetFiles } from './engine/target-files';

jest.setTimeout(600_000);

const ROOT = join(__dirname, '../..');
const FILES = targetFiles(FOLDERS, []);
const NAMES = FILES.map((file) => basename(file, '.ts'));

describe('every reader of what strangers send keeps its promises', () => {
  let said: string;
  beforeAll(async () => {
    // without the lines of progress, of which a fast machine has more
    said = (await fuzz('--seconds=2', '--seed=1')).stdout.replaceAll(/^… .*\n?/gm, '');
  });

  test.each(NAMES)('%s', (name) => {
    const [line] = new RegExp(`^. ${name}: [^]*?(?=\n[✓✗] |(?![^]))`, 'm').exec(said) ?? [
      `${name} was not run: ${said}`,
    ];
    expect(line.trim()).toMatch(/^✓ [\w-]+: [\d,]+ inputs in \d+ s, \d+ of \d+ blocks reached, \d+ inputs kept$/);
  });
});

test('the inputs that are kept are text, and take 200 kB in all', () => {
  const corpora = FILES.map(corpusOf);
  expect(corpora.filter((file) => !existsSync(file))).toEqual([]);
  for (const file of corpora) expect(readFileSync(file, 'latin1')).toMatch(/^(?:"[ -~]*"\n)+$/);
  expect(corpora.reduce((sum, file) => sum + statSync(file).size, 0)).toBeLessThan(200_000);
});

test.each([
  ['wrong-word', /^Error: planted$/m],
  ['too-many-steps', /^TooManySteps: took more than \d+ steps$/m],
  ['leaving-work', /^TooManySteps: took more than \d+ steps$/m],
  ['polluting', /^Error: changed a prototype that all objects share$/m],
  ['remembering', /^Error: gave another result the second time$/m],
])('a fault that is planted (%s) is found, and repeated by the command that is printed', async (name, why) => {
  const { code, stdout } = await fuzz(name, '--from=test/fuzz/planted', '--cases=200000');
  expect(stdout).toMatch(new RegExp(`^✗ ${name}: `));
  expect(stdout).toMatch(why);
  expect(code).toBe(1);
  const [, input] = new RegExp(`npm run fuzz -- ${name} (--input=[\\w-]*)$`, 'm').exec(stdout) ?? [];
  const repeated = await fuzz(name, '--from=test/fuzz/planted', String(input));
  expect(repeated.stdout).toMatch(why);
  expect(repeated.code).toBe(1);
});

function fuzz(...args: string[]): Promise<{ code: unknown; stdout: string }> {
  const command = ['--import', 'tsx', 'test/fuzz/main.ts', ...args];
  return new Promise((resolve) =>
    execFile(process.execPath, command, { cwd: ROOT, maxBuffer: 2 ** 26 }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout: stdout + stderr }),
    ),
  );
}
