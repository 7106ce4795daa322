/** `spanlink explain`, the command of the packed package. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { A, B } from '../fixtures/spans';
import { PackedPackage } from './packed-package';

let packed: PackedPackage;
let project: string;
beforeAll(() => {
  packed = new PackedPackage();
  project = packed.install('spanlink', { '@opentelemetry/api': 'node_modules/@opentelemetry/api' });
});
afterAll(() => packed.remove());

interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(args: readonly string[], input = ''): Run {
  const command = join(project, 'node_modules/spanlink/bin/spanlink.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args], {
    cwd: project,
    input,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

/** Explains a file of that text. */
function explain(text: string): Run {
  writeFileSync(join(project, 'message.json'), text);
  return run(['explain', 'message.json']);
}

test('a message with a context ends with 0', () => {
  expect(explain(JSON.stringify({ headers: { traceparent: Buffer.from(A) }, value: 'secret' }))).toEqual({
    status: 0,
    stdout: 'an object with keys headers, value\n  holds span b7ad6b71… of trace 0af76519… in headers.traceparent\n',
    stderr: '',
  });
});

test('a message without one ends with 1, and is told what to select', () => {
  const { status, stdout } = explain(JSON.stringify({ id: 7, body: { traceparent: A } }));
  expect({ status, stdout }).toEqual({
    status: 1,
    stdout:
      'an object with keys id, body\n  holds no span context: no headers, no traceparent\n' +
      '  did you mean (message) => message.body? it holds one\n',
  });
});

test('each message of JSON lines, and of an array, is explained by its number', () => {
  const messages = [{ traceparent: A }, { id: 7 }, { traceparent: B }].map((message) => JSON.stringify(message));
  const lines = explain(`${messages.join('\r\n')}\n\n`);
  expect(lines.status).toBe(1);
  expect(lines.stdout).toMatch(
    /^line 1: .*\n.*\nline 2: .*\n.*\nline 3: .*\n.*\n2 of 3 messages hold a span context\n$/,
  );
  const array = explain(`[${messages.join(',')}]`);
  expect(array.stdout).toBe(lines.stdout.replaceAll('line ', 'message '));
});

test('- reads standard input', () => {
  expect(run(['explain', '-'], JSON.stringify({ traceparent: A }))).toMatchObject({ status: 0, stderr: '' });
});

test.each([
  ['a file that is not there', ['explain', 'missing.json'], /cannot read missing\.json: ENOENT/],
  ['no file', ['explain'], /expected one file, or - for standard input/],
  ['two files', ['explain', 'a.json', 'b.json'], /expected one file/],
  ['an unknown option', ['explain', '--jsn', '-'], /there is no option --jsn/],
  ['an unknown command', ['explian'], /there is no command explian/],
  ['a command that objects inherit', ['constructor'], /there is no command constructor/],
  ['nothing', [], /Usage: spanlink/],
])('%s ends with 2, and says what is expected', (_name, args, expected) => {
  const { status, stdout, stderr } = run(args);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(expected);
});

test.each([
  ['an empty file', ' \n', /the file is empty/],
  ['an empty array', '[]', /the array is empty/],
  ['no JSON', '{"a":1}\n{"a":', /line 2 is no JSON; expected JSON, or JSON lines/],
])('%s ends with 2, and is told', (_name, text, expected) => {
  const { status, stderr } = explain(text);
  expect(status).toBe(2);
  expect(stderr).toMatch(expected);
  expect(stderr).not.toContain(' at ');
});

test.each<string[]>([['--help'], ['-h'], ['--version'], ['explain', '--help']])('%s %s ends with 0', (...args) => {
  expect(run(args.filter((arg) => arg !== undefined))).toMatchObject({ status: 0, stderr: '' });
});
