/** Adds a call to each block of code, by Babel, and collects the words in it. */
import { parseSync, transformFromAstSync, types as t, type NodePath, type PluginObj } from '@babel/core';

/** The function that is called with the number of a block. */
export const ENTER = '$enter';

export interface Instrumented {
  readonly code: string;
  readonly blocks: number;
  /** Short texts and the names of properties, which readers look for. */
  readonly words: readonly string[];
}

/** Instruments a script. */
export function instrument(source: string, file: string): Instrumented {
  const words = new Set<string>();
  let blocks = 0;
  const call = (): t.CallExpression => t.callExpression(t.identifier(ENTER), [t.numericLiteral(blocks++)]);
  const begin = (path: NodePath | NodePath<t.Statement | null | undefined>): void => {
    if (path.node === null || path.node === undefined) return;
    if (path.isBlockStatement()) path.unshiftContainer('body', t.expressionStatement(call()));
    else if (path.isExpression()) path.replaceWith(t.sequenceExpression([call(), path.node]));
    else if (path.isStatement()) path.replaceWith(t.blockStatement([t.expressionStatement(call()), path.node]));
  };
  const add = (word: string): void => {
    if (word.length > 1 && word.length <= 48) words.add(word);
  };
  const plugin: PluginObj = {
    visitor: {
      StringLiteral: ({ node }) => add(node.value),
      MemberExpression: ({ node }) => (t.isIdentifier(node.property) ? add(node.property.name) : undefined),
      ObjectProperty: ({ node }) => (t.isIdentifier(node.key) ? add(node.key.name) : undefined),
      Function: { exit: (path) => begin(path.get('body') as NodePath) },
      IfStatement: { exit: (path) => [path.get('consequent'), path.get('alternate')].forEach(begin) },
      Loop: { exit: (path) => begin(path.get('body') as NodePath) },
      ConditionalExpression: { exit: (path) => [path.get('consequent'), path.get('alternate')].forEach(begin) },
      LogicalExpression: { exit: (path) => begin(path.get('right')) },
      CatchClause: { exit: (path) => begin(path.get('body')) },
      SwitchCase: { exit: ({ node }) => void node.consequent.unshift(t.expressionStatement(call())) },
    },
  };
  const options = { configFile: false, babelrc: false, compact: true, sourceType: 'script', filename: file } as const;
  const parsed = parseSync(source, options);
  const result = parsed && transformFromAstSync(parsed, source, { ...options, plugins: [() => plugin] });
  if (!result?.code) throw new Error(`${file} gave no code`);
  return { code: result.code, blocks, words: [...words] };
}
