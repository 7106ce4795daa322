/** The commands of the documentation exist: scripts of npm, samples, and the commands of the packages with options. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pageFiles } from '../../docs/.vitepress/pages';
import { readPage } from '../../docs/.vitepress/read-page';
import { ROOT } from './snippets';

interface Command {
  readonly file: string;
  readonly command: string;
}

const START =
  /(?:^|&& |\| |-- )((?:npm (?:run|start|test)|npx (?:tsx|spanlink|@spanlink\/explorer)|spanlink-explorer)\b.*)/;

/** The commands in blocks without a language, and in lines of text. */
const COMMANDS = pageFiles(ROOT).flatMap((file): Command[] =>
  readPage(readFileSync(join(ROOT, file), 'utf8'))
    .codes.flatMap((code) => code.split('\n'))
    .flatMap((line) => line.split(' && '))
    .flatMap((line) => START.exec(line.replace(/\s#.*$/, ''))?.[1] ?? [])
    .map((command) => ({ file, command: command.trim() })),
);

const help = (bin: string, ...args: readonly string[]): string =>
  execFileSync(process.execPath, [bin, ...args], { cwd: ROOT, encoding: 'utf8' });

const EXPLORER = 'explorer/bin/spanlink-explorer.js';
const SPANLINK = 'bin/spanlink.js';

/** Returns the commands that begin with one of these words, without those. */
const of = (...begins: readonly string[]): Command[] =>
  COMMANDS.flatMap(({ file, command }) => {
    const begin = begins.find((one) => command === one || command.startsWith(`${one} `));
    return begin === undefined ? [] : [{ file, command: command.slice(begin.length).trim() }];
  });

const optionsIn = (text: string): string[] => [...text.matchAll(/(?<![\w-])--[a-z][\w-]+/g)].map(([option]) => option);

/** Returns the commands with a word that the help does not have. */
function unknown(commands: readonly Command[], helpOf: (word: string | undefined) => string): string[] {
  return commands.flatMap(({ file, command }) => {
    const [, word] = /^([a-z][\w-]*)\b/.exec(command) ?? [];
    const known = helpOf(word);
    const words = [...(word === undefined ? [] : [word]), ...optionsIn(command.replace(/ -- .*$/, ''))];
    return words.filter((one) => !known.includes(one)).map((one) => `${file}: ${one} of ${command}`);
  });
}

const scripts = (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: object }).scripts;

describe(`Of the ${COMMANDS.length.toString()} commands in the documentation`, () => {
  test('scripts of npm are those of this package, and of the workspaces that are named', () => {
    const run = of('npm run', 'npm');
    expect(run.length).toBeGreaterThan(20);
    const missing = run.filter(({ command }) => {
      const [name = '', workspace] = [/^[\w:-]+/.exec(command)?.[0], /--workspace (\S+)/.exec(command)?.[1]];
      const path = join(ROOT, workspace ?? '.', 'package.json');
      const known =
        workspace === undefined ? scripts : (JSON.parse(readFileSync(path, 'utf8')) as { scripts: object }).scripts;
      return !(name in known);
    });
    expect(missing).toEqual([]);
  });

  test('samples that are run exist', () => {
    const samples = of('npx tsx').filter(({ command }) => command.startsWith('samples/'));
    expect(samples.length).toBeGreaterThan(5);
    expect(samples.filter(({ command }) => !existsSync(join(ROOT, command.split(' ')[0] ?? '')))).toEqual([]);
  });

  test('those of spanlink are known to it, with their options', () => {
    const own = of('npx spanlink');
    const texts = ['', 'explain', 'migrate']
      .map((word) => help(SPANLINK, ...(word === '' ? [] : [word]), '--help'))
      .join('\n');
    expect(own.length).toBeGreaterThan(2);
    expect(unknown(own, () => texts)).toEqual([]);
  });

  test('those of spanlink-explorer are known to it, with their questions, parameters and options', () => {
    const own = of('npx @spanlink/explorer', 'spanlink-explorer').filter(({ command }) => !command.startsWith('<'));
    expect(own.length).toBeGreaterThan(20);
    const general = ['', 'query', 'export', 'open', 'keep', 'mcp', 'doctor']
      .map((word) => help(EXPLORER, 'help', ...(word === '' ? [] : [word])))
      .join('\n');
    expect(unknown(own, () => general)).toEqual([]);
    const questions = new Map<string, string>();
    const wrong = own.flatMap(({ file, command }) => {
      const [, question] = /^query ([a-z]+)/.exec(command) ?? [];
      if (question === undefined) return [];
      if (!general.includes(`\n  ${question} `)) return [`${file}: ${command}`];
      if (!questions.has(question)) questions.set(question, help(EXPLORER, 'help', 'query', question));
      const parameters = [...command.matchAll(/ ([a-zA-Z]+)[.\w]*=/g)].map(([, name = '']) => name);
      return parameters
        .filter((name) => !(questions.get(question) ?? '').includes(name))
        .map((name) => `${file}: ${name} of ${command}`);
    });
    expect(wrong).toEqual([]);
  });
});
