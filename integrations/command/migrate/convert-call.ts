/** Calls of nestjs-otel's exports become those of spanlink's. */
import type ts from 'typescript';
import { convertFunction, convertObject, type Converted } from './convert-options.js';
import type { Use } from './find-uses.js';
import type { TypeScript } from './load-typescript.js';

/**
 * Converts the call that a use is part of, but for the name that is called.
 *
 * @param needsModule The application uses providers of nestjs-otel, so that its module has to stay.
 */
export function convertUse(ts: TypeScript, { exported, node }: Use, needsModule: boolean): Converted {
  const { parent } = node;
  if (exported === 'OpenTelemetryModule') return convertModule(ts, node, needsModule);
  if (!ts.isCallExpression(parent) || parent.expression !== node) return { reason: 'it is not called here' };
  if (parent.typeArguments !== undefined) return { reason: 'its types are given' };
  return convertDecorator(ts, parent, exported === 'Span');
}

/** Converts `Span(name, options)`, or `Traceable(options)`. */
function convertDecorator(ts: TypeScript, call: ts.CallExpression, mayHaveName: boolean): Converted {
  const [first, second, ...others] = call.arguments;
  if (first === undefined) return { edits: [] };
  const options = second ?? first;
  const hasName = mayHaveName && (second !== undefined || isText(ts, first));
  if (others.length > 0 || (second !== undefined && !mayHaveName)) return { reason: 'it has more arguments' };
  if (hasName && second === undefined) return { edits: [] };
  return convertOptions(ts, options, mayHaveName);
}

function convertOptions(ts: TypeScript, options: ts.Expression, mayBeFunction: boolean): Converted {
  if (ts.isObjectLiteralExpression(options)) return convertObject(ts, options);
  const isFunction = ts.isArrowFunction(options) || ts.isFunctionExpression(options);
  if (isFunction && mayBeFunction) return convertFunction(ts, options);
  return { reason: 'its options are not written here' };
}

/** Returns true for text, and for a constant of the file that holds some. */
function isText(ts: TypeScript, node: ts.Expression): boolean {
  if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) return true;
  if (!ts.isIdentifier(node)) return false;
  return node
    .getSourceFile()
    .statements.some(
      (statement) =>
        ts.isVariableStatement(statement) &&
        (statement.declarationList.flags & ts.NodeFlags.Const) !== 0 &&
        statement.declarationList.declarations.some(
          ({ name, initializer }) =>
            ts.isIdentifier(name) && name.text === node.text && initializer !== undefined && isText(ts, initializer),
        ),
    );
}

/** Converts `OpenTelemetryModule.forRoot()`, unless nestjs-otel is still needed for metrics or its services. */
function convertModule(ts: TypeScript, node: Use['node'], needsModule: boolean): Converted {
  const access = node.parent;
  const isForRoot = ts.isPropertyAccessExpression(access) && access.name.text === 'forRoot';
  if (!isForRoot || !ts.isCallExpression(access.parent)) return { reason: 'only its forRoot() has a counterpart' };
  if (needsModule) return { reason: 'what is left of nestjs-otel may need its module' };
  const call = access.parent;
  const [options] = call.arguments;
  if (options === undefined) return { edits: [] };
  if (!isOff(ts, options)) return { reason: 'its metrics have no counterpart' };
  return { edits: [{ start: options.getStart(), end: call.arguments.end, text: '' }] };
}

/** Returns true for options that turn nothing on. */
function isOff(ts: TypeScript, node: ts.Expression): boolean {
  if (node.kind === ts.SyntaxKind.FalseKeyword) return true;
  return (
    ts.isObjectLiteralExpression(node) &&
    node.properties.every((property) => ts.isPropertyAssignment(property) && isOff(ts, property.initializer))
  );
}
