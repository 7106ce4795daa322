/** Rules of the plugin, run by ESLint's own tester in each major that it is for. */
import * as parser from '@typescript-eslint/parser';
import { RuleTester } from 'eslint';
import { RuleTester as RuleTester9 } from 'eslint-9';
import plugin from '../../eslint-plugin/index.js';

/** A case: code and, if it is wrong, what is found. */
export interface Case {
  readonly code: string;
  readonly options?: readonly unknown[];
  readonly errors?: readonly {
    readonly messageId: string;
    readonly data?: Readonly<Record<string, string>>;
    readonly suggestions?: readonly { readonly messageId: string; readonly output: string }[];
  }[];
}

type RuleName = keyof typeof plugin.rules;

/** Runs a rule on its cases, each by the sentence about it. */
export function runRule(name: RuleName, cases: Readonly<Record<string, Case>>): void {
  const named = Object.entries(cases).map(([title, one]) => ({ ...one, name: title }));
  const valid = named.filter(({ errors }) => errors === undefined);
  const invalid = named.filter(({ errors }) => errors !== undefined);
  describe.each([
    ['9', RuleTester9 as unknown as typeof RuleTester],
    ['10', RuleTester],
  ])('in ESLint %s', (_major, Tester) => {
    const tester = new Tester({ languageOptions: { parser } });
    // the cases are ESLint's own, but for lists that it may change
    tester.run(name, plugin.rules[name], { valid, invalid } as unknown as Parameters<typeof tester.run>[2]);
  });
}
