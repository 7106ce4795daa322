import { type Case, runRule } from './run-rule';

const OURS = "import { LinkFrom, Span } from 'spanlink';\nimport { Stage } from 'spanlink/workflow';\n";
const method = (...decorators: string[]): string => `class Orders {\n  ${decorators.join('\n  ')}\n  ship() {}\n}`;
const NEST = "import { applyDecorators, Get, UseGuards } from '@nestjs/common';\n";
const AGENTS = "import * as agents from 'spanlink/agents';\n";

/** The decorators of a method, of which one is between ours: found, and offered above and below them. */
const found = (imports: string, between: readonly string[], other: string): Case => {
  const rest = between.filter((decorator) => !decorator.startsWith(`@${other}`));
  const moved = between.find((decorator) => !rest.includes(decorator)) ?? '';
  const suggestions = [
    { messageId: 'above', output: imports + method(moved, ...rest) },
    { messageId: 'below', output: imports + method(...rest, moved) },
  ];
  return { code: imports + method(...between), errors: [{ messageId: 'between', data: { other }, suggestions }] };
};

runRule('adjacent-decorators', {
  'Decorators of ours alone are fine': { code: OURS + method('@Span()', '@LinkFrom(0)', '@Stage()') },
  'Those of others above and below are fine': { code: OURS + method('@Retry(3)', '@Span()', '@LinkFrom(0)', '@Log') },
  'One of ours between those of others is fine': { code: OURS + method('@Retry(3)', '@Span()', '@Log') },
  'Those of others alone are fine': { code: OURS + method('@Retry(3)', '@Log') },
  'Decorators of the same names from elsewhere are others, and no frame': {
    code: `import { LinkFrom, Span } from './own.js';\n${method('@Span()', '@Retry(3)', '@LinkFrom(0)')}`,
  },
  'The order on a class does not matter': {
    code: `${OURS}import { Traced, Workflow } from 'spanlink/workflow';\n@Traced() @Log @Workflow({}) class A {}`,
  },
  "Nest's own decorators only record metadata": {
    code: OURS + NEST + method('@Span()', '@Get()', '@UseGuards(A)', '@LinkFrom(0)'),
  },
  'Modules that the option names only record metadata': {
    code: `${OURS}import { Query } from 'type-graphql';\n${method('@Span()', '@Query()', '@LinkFrom(0)')}`,
    options: [{ metadataOnly: ['type-graphql'] }],
  },
  'One between ours is found, and both places are offered': found(
    OURS,
    ['@Span()', '@Retry(3)', '@LinkFrom(0)'],
    'Retry',
  ),
  'Each of several is found, and the lines between stay where they are': {
    code: OURS + method('@Span()', '@Retry(3) @Log', '@LinkFrom(0)'),
    errors: [
      {
        messageId: 'between',
        suggestions: [
          { messageId: 'above', output: OURS + method('@Retry(3)', '@Span() @Log', '@LinkFrom(0)') },
          { messageId: 'below', output: OURS + method('@Span()', '@Log @LinkFrom(0)', '@Retry(3)') },
        ],
      },
      {
        messageId: 'between',
        suggestions: [
          { messageId: 'above', output: OURS + method('@Log', '@Span() @Retry(3)', '@LinkFrom(0)') },
          { messageId: 'below', output: OURS + method('@Span()', '@Retry(3) @LinkFrom(0)', '@Log') },
        ],
      },
    ],
  },
  'What composes decorators may wrap, also if Nest has it': found(
    OURS + NEST,
    ['@Span()', '@applyDecorators(Retry)', '@LinkFrom(0)'],
    'applyDecorators',
  ),
  'Those of agents, by a namespace, are ours': found(
    AGENTS,
    ['@agents.Turn({})', '@a.Log', '@agents.Tool({})'],
    'a.Log',
  ),
});
