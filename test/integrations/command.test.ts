/** The command `spanlink`, in this process: what it prints, and its exit codes. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { main } from '../../integrations/command/main';
import { VERSION } from '../../lib/global/version';
import { A } from '../fixtures/spans';

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function run(args: readonly string[], input: readonly (string | Uint8Array)[] = []): Promise<Ran> {
  const said = { out: '', err: '' };
  const code = await main(args, {
    input: (async function* () {
      yield* input;
    })(),
    out: (text) => (said.out += text),
    err: (text) => (said.err += text),
  });
  return { code, ...said };
}

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'spanlink-command-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, text: string): string => {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
};
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');

describe('spanlink', () => {
  test.each([['--help'], ['-h']])('with %s says which commands there are', async (option) => {
    const { code, out, err } = await run([option]);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^Usage: spanlink <command>\n[^]*explain FILE\.json[^]*migrate nestjs-otel/);
  });

  test('with --version says its version', async () => {
    expect(await run(['--version'])).toEqual({ code: 0, out: `${VERSION}\n`, err: '' });
  });

  test('without a command says how it is used, as an error', async () => {
    expect(await run([])).toEqual({ code: 2, out: '', err: expect.stringMatching(/^Usage: spanlink <command>/) });
  });

  test.each([['fly'], ['toString'], ['__proto__']])('with the command %s says that there is none', async (name) => {
    const { code, out, err } = await run([name]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(new RegExp(`^spanlink: there is no command ${name}\\.\n\nUsage: spanlink <command>`));
  });

  test.each([
    ['explain', '--help'],
    ['explain', '-h'],
    ['migrate', '--help'],
    ['migrate', '-h'],
  ])('%s %s says how that is used', async (name, option) => {
    const { code, out, err } = await run([name, 'x', option]);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(new RegExp(`^Usage: spanlink ${name} `));
  });
});

describe('spanlink explain', () => {
  const message = { headers: { traceparent: A } };

  test.each<[string, string[], string]>([
    ['no file', [], 'expected one file, or - for standard input'],
    ['two files', ['a', 'b'], 'expected one file, or - for standard input'],
    ['an option', ['-x'], 'there is no option -x'],
  ])('with %s says what it takes', async (_what, args, expected) => {
    const { code, out, err } = await run(['explain', ...args]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(new RegExp(`^spanlink explain: ${expected}\\.\n\nUsage: spanlink explain`));
  });

  test('of a file that is not there says which', async () => {
    const path = join(folder, 'none.json');
    const { code, err } = await run(['explain', path]);
    expect(code).toBe(2);
    expect(err).toMatch(new RegExp(`^spanlink explain: cannot read ${path}: ENOENT.*\n$`));
  });

  test.each<[string, string, string]>([
    ['an empty file', ' \n', 'the file is empty; expected a message as JSON'],
    ['an empty array', '[]', 'the array is empty; expected messages in it'],
    ['text', '{"a":1}\nhello', 'line 2 is no JSON; expected JSON, or JSON lines'],
  ])('of %s says what was expected', async (_what, text, expected) => {
    expect(await run(['explain', write('a.json', text)])).toEqual({
      code: 2,
      out: '',
      err: `spanlink explain: ${expected}\n`,
    });
  });

  test('of one message names no message, and counts none', async () => {
    const { code, out } = await run(['explain', write('a.json', JSON.stringify(message))]);
    expect(code).toBe(0);
    expect(out).not.toMatch(/message 1|of 1 messages/);
    expect(out).toContain('headers');
    expect(out).toMatch(/\n$/);
  });

  test.each<[string, string, string[]]>([
    ['an array', JSON.stringify([message, { a: 1 }]), ['message 1: ', 'message 2: ']],
    ['lines', `${JSON.stringify(message)}\r\n\n${JSON.stringify({ a: 1 })}\n`, ['line 1: ', 'line 3: ']],
  ])('of %s says of each what it holds, and how many hold a context', async (_what, text, names) => {
    const { code, out } = await run(['explain', write('a.json', `\uFEFF${text}`)]);
    expect(code).toBe(1);
    for (const name of names) expect(`\n${out}`).toContain(`\n${name}`);
    expect(out).toMatch(/\n1 of 2 messages hold a span context\n$/);
  });

  test('reads standard input, also where a character is in two parts of it', async () => {
    const bytes = Buffer.from(JSON.stringify({ ...message, note: 'ä' }));
    const cut = bytes.indexOf(0xc3) + 1;
    const { code, out } = await run(['explain', '-'], [bytes.subarray(0, cut), bytes.subarray(cut)]);
    expect([code, out.includes('headers')]).toEqual([0, true]);
  });

  test('reads bytes as a Buffer is written in JSON, and nothing else for such', async () => {
    const value = Buffer.from(A);
    const ofBytes = await run(['explain', write('a.json', JSON.stringify({ headers: { traceparent: value } }))]);
    expect(ofBytes.code).toBe(0);
    const data = [...value];
    for (const other of [
      { type: 'Array', data },
      { type: 'Buffer', data: 7 },
      { type: 'Buffer', data: [...data, 'x'] },
    ]) {
      const path = write('b.json', JSON.stringify({ headers: { traceparent: other } }));
      expect((await run(['explain', path])).code).toBe(1);
    }
  });

  test('explains 1,000 messages, and counts the others', async () => {
    const text = JSON.stringify(Array.from({ length: 1_002 }, () => message));
    const { code, out } = await run(['explain', write('a.json', text)]);
    expect(code).toBe(0);
    expect(out).toContain('\nmessage 1000: ');
    expect(out).not.toContain('message 1001: ');
    expect(out).toMatch(/\nand 2 more messages\n1002 of 1002 messages hold a span context\n$/);
    const exact = await run(['explain', write('b.json', JSON.stringify(Array.from({ length: 1_000 }, () => message)))]);
    expect(exact.out).not.toContain('more messages');
  });
});

describe('spanlink migrate', () => {
  const CODE = "import { Span } from 'nestjs-otel';\nclass A { @Span() a() {} }\n";
  const OURS = CODE.replace('nestjs-otel', 'spanlink');
  const NEXT = 'Next: npm install spanlink && npm uninstall nestjs-otel\n';

  test.each<[string, string[], string]>([
    ['no path', ['nestjs-otel'], 'expected nestjs-otel and paths'],
    ['nothing', [], 'expected nestjs-otel and paths'],
    ['another package', ['other-otel', '.'], 'expected nestjs-otel and paths'],
    ['an option that it does not have', ['nestjs-otel', '--force', '.'], 'there is no option --force'],
  ])('with %s says what it takes', async (_what, args, expected) => {
    const { code, out, err } = await run(['migrate', ...args]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(new RegExp(`^spanlink migrate: ${expected}\\.\n\nUsage: spanlink migrate`));
  });

  test('of a path that is not there says which, and changes nothing', async () => {
    write('a.ts', CODE);
    const { code, err } = await run(['migrate', 'nestjs-otel', folder, join(folder, 'none')]);
    expect(code).toBe(2);
    expect(err).toMatch(/^spanlink migrate: ENOENT.*none'\n$/);
    expect(read('a.ts')).toBe(CODE);
  });

  test('converts the sources below a folder, once each, and no others', async () => {
    const changed = ['a.ts', 'b.tsx', 'c.mts', 'd.cts', 'deep/er/e.ts'];
    const same = ['f.d.ts', 'g.d.mts', 'h.js', 'i.ts.txt', 'j.ats', '.git/k.ts', 'node_modules/l.ts', 'dist/m.ts'];
    for (const name of [...changed, ...same]) write(name, CODE);
    const { code, out, err } = await run(['migrate', 'nestjs-otel', folder, join(folder, 'a.ts')]);
    expect({ code, out, err }).toEqual({ code: 0, out: `5 converted in 5 files, 0 left.\n${NEXT}`, err: '' });
    for (const name of changed) expect([name, read(name)]).toEqual([name, OURS]);
    for (const name of same) expect([name, read(name)]).toEqual([name, CODE]);
  });

  test('says of what it leaves where it is and why, and that the package is needed still', async () => {
    const code = "import { Span } from 'nestjs-otel';\nclass A {\n  @Span() a() {}\n  @Span('a', {}, 7) b() {}\n}\n";
    const path = write('a.ts', code);
    write('b.ts', CODE);
    write('c.ts', '// nestjs-otel\nexport {};\n');
    const { out } = await run(['migrate', 'nestjs-otel', folder]);
    expect(out).toBe(
      `${relative('.', path)}:4: left Span('a', {}, 7): it has more arguments\n` +
        '2 converted in 2 files, 1 left.\nNext: npm install spanlink. What was left still needs nestjs-otel.\n',
    );
  });

  test('with --dry-run prints imports that are added behind one that stays', async () => {
    const path = write(
      'a.ts',
      "import { Span } from 'nestjs-otel';\nclass A {\n  @Span() a() {}\n  @Span('a', {}, 7) b() {}\n}\n",
    );
    const { out } = await run(['migrate', '--dry-run', 'nestjs-otel', path]);
    expect(out).toContain("+import { Span } from 'nestjs-otel';\n+import { Span as SpanlinkSpan } from 'spanlink';\n");
  });

  test('keeps the module where another file needs what has no counterpart', async () => {
    write('a.ts', "import { OtelMethodCounter } from 'nestjs-otel';\nexport { OtelMethodCounter };\n");
    const code =
      "import { OpenTelemetryModule } from 'nestjs-otel';\nexport const MODULE = OpenTelemetryModule.forRoot();\n";
    write('b.ts', code);
    const { out } = await run(['migrate', 'nestjs-otel', folder]);
    expect(out).toContain('what is left of nestjs-otel may need its module');
    expect(read('b.ts')).toBe(code);
  });

  test('has nothing to say next where there was nothing to do', async () => {
    write('a.ts', 'export {};\n');
    const { code, out } = await run(['migrate', 'nestjs-otel', folder]);
    expect([code, out]).toEqual([0, '0 converted in 0 files, 0 left.\n']);
  });

  test('with --dry-run changes nothing, and prints a diff, with the summary apart from it', async () => {
    const lines = Array.from({ length: 20 }, (_, n) => `// line ${n}\n`).join('');
    const code =
      "import { OpenTelemetryModule, Span, Traceable } from 'nestjs-otel';\n" +
      `${lines}export const MODULE = OpenTelemetryModule.forRoot();\n${lines}` +
      `class A {\n  @Span((x) => {\n    return { attributes: { x } };\n  })\n  a(x: string) {}\n}\n` +
      `${lines}@Traceable()\nclass B {}`;
    const path = write('a.ts', code);
    const { code: exit, out, err } = await run(['migrate', '--dry-run', 'nestjs-otel', path]);
    expect([exit, err]).toEqual([0, `3 converted in 1 files, 0 left.\n${NEXT}`]);
    expect(read('a.ts')).toBe(code);
    const name = relative('.', path);
    const [from, to, ...hunks] = out.split(/^(?=---|\+\+\+|@@)/m);
    expect([from, to]).toEqual([`--- a/${name}\n`, `+++ b/${name}\n`]);
    // the result of a real run has the lines that the hunks say, where they say
    await run(['migrate', 'nestjs-otel', path]);
    const [before, after] = [code, read('a.ts')].map((text) => text.split('\n'));
    expect(hunks.length).toBeGreaterThan(1);
    expect(out.split('\\ No newline at end of file')).toHaveLength(2);
    expect(out).toMatch(/^ class B \{\}\n\\ No newline at end of file\n$/m);
    for (const hunk of hunks) {
      const [, oldFrom, oldLength, newFrom, newLength] = (/^@@ -(\d+),(\d+) \+(\d+),(\d+) @@/.exec(hunk) ?? []).map(
        Number,
      );
      const body = hunk
        .split('\n')
        .slice(1)
        .filter((line) => line !== '' && !line.startsWith('\\'));
      const side = (sign: string): string[] =>
        body.filter((line) => line.startsWith(' ') || line.startsWith(sign)).map((line) => line.slice(1));
      const at = (all: string[] = [], start = 0, length = 0): string[] => all.slice(start - 1, start - 1 + length);
      expect(side('-')).toEqual(at(before, oldFrom, oldLength));
      expect(side('+')).toEqual(at(after, newFrom, newLength));
    }
  });
});
