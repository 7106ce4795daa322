import type { ESLint, Linter, Rule } from 'eslint';

/** The rules of spanlink. */
declare const plugin: Omit<ESLint.Plugin, 'configs' | 'rules'> & {
  readonly rules: Readonly<
    Record<
      | 'adjacent-decorators'
      | 'link-from-argument'
      | 'no-dropped-carrier'
      | 'no-generator-source'
      | 'stage-needs-workflow',
      Rule.RuleModule
    >
  >;
  readonly configs: {
    /** All rules, as errors, for the files that the rest of your configuration selects. */
    readonly recommended: Linter.Config;
  };
};

export default plugin;
