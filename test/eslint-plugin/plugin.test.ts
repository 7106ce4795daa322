/** The plugin as a whole, in the configuration that its page recommends. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as parser from '@typescript-eslint/parser';
import { Linter } from 'eslint';
import { Linter as Linter9 } from 'eslint-9';
import plugin from '../../eslint-plugin/index.js';

const FOLDER = join(__dirname, '../../eslint-plugin');
const RULES = Object.keys(plugin.rules);
const read = (path: string): string => readFileSync(join(FOLDER, path), 'utf8');

/** Returns the rules that find something in a file. */
const lint = (code: string, LinterOfMajor: typeof Linter): string[] => {
  const config = [{ languageOptions: { parser } }, plugin.configs.recommended] as Parameters<Linter['verify']>[1];
  return new LinterOfMajor().verify(code, config, 'a.js').map(({ ruleId, message }) => ruleId ?? message);
};

describe.each([
  ['9', Linter9 as unknown as typeof Linter],
  ['10', Linter],
])('In ESLint %s', (_major, LinterOfMajor) => {
  test.each(RULES)('The page of %s shows code that is found, and code that is not', (rule) => {
    const [incorrect, correct] = [...read(`docs/rules/${rule}.md`).matchAll(/```ts\n(.*?)```/gs)].map(
      ([, code]) => code,
    );
    expect(new Set(lint(incorrect ?? '', LinterOfMajor))).toEqual(new Set([`spanlink/${rule}`]));
    expect(lint(correct ?? '', LinterOfMajor)).toEqual([]);
  });
});

test('Every rule is recommended, has a page, and is in the table of the README', () => {
  expect(Object.keys(plugin.configs.recommended.rules ?? {})).toEqual(RULES.map((rule) => `spanlink/${rule}`));
  expect(readdirSync(join(FOLDER, 'docs/rules')).sort()).toEqual(RULES.map((rule) => `${rule}.md`));
  for (const rule of RULES) {
    expect(read('README.md')).toContain(`](docs/rules/${rule}.md)`);
    expect(read(`docs/rules/${rule}.md`)).toMatch(new RegExp(`^# spanlink/${rule}\n`));
  }
});

test('The version in the meta data is that of the package', () => {
  expect(plugin.meta?.version).toBe((JSON.parse(read('package.json')) as { version: string }).version);
});
