/** The programs of the documentation print what their pages show. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pageFiles } from '../../docs/.vitepress/pages';
import { readPage } from '../../docs/.vitepress/read-page';
import { DocsProject } from './docs-project';
import { ROOT, snippetsOfPages } from './snippets';

/** A program, whose output is the block below a line such as `It prints:`. */
interface Program {
  readonly name: string;
  readonly file: string;
  readonly expected: string;
  /** What `node` is given: a command of the page, for its complete files; or else the block above. */
  readonly command: string;
  readonly code: string | undefined;
}

const COMMAND = /\bnode ((?:--\S+ \S+ )*dist\/[\w/-]+\.js(?: \w+)*)/g;

/** Returns the programs of a page whose output is shown. */
function programsIn(file: string): Program[] {
  const { blocks } = readPage(readFileSync(join(ROOT, file), 'utf8'));
  return blocks.flatMap(({ language, text, line, code: expected }, at): Program[] => {
    if (language !== '' || !text.endsWith('prints:')) return [];
    const above = blocks[at - 1];
    const commands = [...`${above?.language === '' ? above.code : ''} ${text}`.matchAll(COMMAND)];
    const name = `${file}:${line.toString()}`;
    if (text === 'It prints:' && above?.language === 'ts')
      return [{ name, file, expected, command: 'main.mjs', code: above.code }];
    return commands.map(([, command = '']) => ({
      name: `${name}, node ${command}`,
      file,
      expected,
      command,
      code: undefined,
    }));
  });
}

/** Replaces what differs from run to run: ids, by the order in which they appear, and times; waits are left out. */
function normal(output: string): string {
  const ids: string[] = [];
  return (
    output
      .replaceAll(/\b[\da-f]{8}\b/g, (id) => {
        if (!ids.includes(id)) ids.push(id);
        return `id ${(ids.indexOf(id) + 1).toString()}`;
      })
      .replaceAll(/\b[\d.]+ (?:ms|s|µs)\b/g, '… ms')
      // a wait is told from a second on
      .replaceAll(', after … ms', '')
      .trim()
  );
}

/** Takes the spans that programs export, as an explorer would. */
const collector = createServer((request, response) => {
  request.resume().on('end', () => response.end());
});
let endpoint = '';
beforeAll(async () => {
  await once(collector.listen(0, '127.0.0.1'), 'listening');
  endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port.toString()}`;
});
afterAll(() => {
  collector.closeAllConnections();
  collector.close();
});

const programs = pageFiles(ROOT).flatMap(programsIn);
const files = snippetsOfPages().filter(({ path }) => path !== undefined);

test('there are programs', () => {
  expect(programs.length).toBeGreaterThan(9);
});

test('an id counts as one whatever digits chance gave it', () => {
  expect(normal('dbcabbfd → 56394041 → dbcabbfd, 1.5 ms')).toBe('id 1 → id 2 → id 1, … ms');
});

test.each(programs)('$name prints what the page shows', async ({ file, expected, command, code }) => {
  const type = command.includes('--require') ? 'commonjs' : 'module';
  const project = new DocsProject(type);
  try {
    if (code !== undefined) project.write(command, code);
    for (const { path = '', code: text } of files.filter((one) => one.file === file))
      project.write(path.replace(/^src\//, 'dist/').replace(/ts$/, 'js'), text, { type });
    const { status, stdout, stderr } = await project.run(command.split(' '), { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint });
    expect({ status, output: normal(stdout), stderr }).toEqual({ status: 0, output: normal(expected), stderr: '' });
  } finally {
    project.remove();
  }
});

/** The tests of pages that run as they are written: `node --import tsx --test test/orders.node.ts`. */
const tests = pageFiles(ROOT).flatMap((file) =>
  readPage(readFileSync(join(ROOT, file), 'utf8'))
    .codes.flatMap((code) => code.split('\n'))
    .flatMap((line) => /^node (--import tsx --test \S+)$/.exec(line)?.[1] ?? [])
    .map((command) => [file, command] as const),
);

test.each(tests)('the test of %s passes: node %s', async (file, command) => {
  const project = new DocsProject();
  try {
    for (const { path = '', code } of files.filter((one) => one.file === file)) project.writeSource(path, code);
    const { status, stdout } = await project.run(command.split(' '));
    expect({ status, output: status === 0 ? '' : stdout }).toEqual({ status: 0, output: '' });
    expect(stdout).toMatch(/^# pass [1-9]/m);
  } finally {
    project.remove();
  }
});
