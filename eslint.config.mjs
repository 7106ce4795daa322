import stylistic from '@stylistic/eslint-plugin';
import tseslint from 'typescript-eslint';
import spanlink from './eslint-plugin/index.js';

export default tseslint.config(
  {
    ignores: [
      '**/dist/',
      '**/node_modules/',
      'coverage/',
      '**/.cache/',
      'docs/.vitepress/{cache,.temp}/',
      'docs/.vitepress/*.timestamp-*',
      'test/{nestjs,providers}/*/build/',
      'test/{faults,instrumented}/build/',
    ],
  },
  tseslint.configs.strict,
  tseslint.configs.stylistic,
  {
    plugins: { '@stylistic': stylistic },
    rules: {
      // header values, spans and errors of others are typed by what they turn out to be
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true, argsIgnorePattern: '^_' }],
      // `{}` and `() => {}` say what they mean
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/no-inferrable-types': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      eqeqeq: ['error', 'always'],
      'no-console': 'error',
      'no-eval': 'error',
      'object-shorthand': 'error',
      'prefer-const': 'error',
      // Prettier breaks code; this holds comments, texts and templates, which it does not break
      '@stylistic/max-len': ['error', { code: 120, ignoreUrls: true }],
    },
  },
  {
    files: ['lib/**', 'decorators/**', 'integrations/**', 'index.ts'],
    rules: {
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      'max-lines': ['error', { max: 150, skipBlankLines: true, skipComments: true }],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportAllDeclaration', message: 'Export by name.' },
        { selector: 'ExportDefaultDeclaration', message: 'Export by name.' },
        { selector: 'TSEnumDeclaration', message: 'Use a union of literals.' },
        { selector: 'TSParameterProperty', message: 'Declare the field.' },
      ],
    },
  },
  {
    files: ['explorer/{api,server,page}/**'],
    rules: { 'max-lines': ['error', { max: 150, skipBlankLines: true, skipComments: true }] },
  },
  { ...spanlink.configs.recommended, files: ['samples/**'] },
  // two call signatures a decorator, one for each model, in this order
  {
    files: ['decorators/**', 'lib/calls/in-span.ts'],
    rules: { '@typescript-eslint/no-explicit-any': 'off', '@typescript-eslint/unified-signatures': 'off' },
  },
  // what both a module of ES and a test compiled to CommonJS load
  { files: ['**/*.cjs'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
  // Jest's types are extended through a namespace
  {
    files: ['test/setup.ts'],
    rules: { '@typescript-eslint/no-namespace': 'off', '@typescript-eslint/no-empty-object-type': 'off' },
  },
  // Nest reads the types of parameters at run time
  {
    files: ['test/nestjs/apps/**', 'samples/nestjs-shop/src/**'],
    rules: { '@typescript-eslint/consistent-type-imports': 'off' },
  },
  // what a test or a tool does to break things, or to print them
  {
    files: ['test/**', 'samples/**', 'bench/**', 'tools/**', 'explorer/{bench,test,tools}/**'],
    rules: {
      'no-console': 'off',
      '@typescript-eslint/no-extraneous-class': 'off',
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/no-unused-vars': 'off',
      '@typescript-eslint/no-useless-constructor': 'off',
      '@typescript-eslint/only-throw-error': 'off',
      'no-restricted-syntax': [
        'error',
        {
          selector: "CallExpression[callee.property.name='toHaveProperty'] > Literal[value=/[.]/]:first-child",
          message: "Jest takes this for a path; write the name of an attribute as a list: ['error.type'].",
        },
      ],
    },
  },
);
