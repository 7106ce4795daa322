/** Names followed to the module that they are imported from. */

/** Aliases of aliases are followed so far. */
const DEPTH = 5;

/**
 * Finds the export that an expression names: `{ module, name }`, or `{ module }` for the module as a whole. Follows
 * aliases, namespaces and `require`; `undefined` for everything else, such as a name of the file's own.
 */
export function findExport(sourceCode, node, depth = 0) {
  if (node === null || node === undefined || depth > DEPTH) return undefined;
  const find = (next) => findExport(sourceCode, next, depth + 1);
  switch (node.type) {
    case 'Identifier':
      return ofDefinition(findDefinition(sourceCode, node), find);
    case 'MemberExpression':
      return ofMember(find(node.object), nameOfProperty(node.property, node.computed));
    case 'CallExpression':
      return node.callee.type === 'Identifier' && node.callee.name === 'require'
        ? ofModule(node.arguments[0])
        : undefined;
    case 'AwaitExpression':
      return node.argument.type === 'ImportExpression' ? ofModule(node.argument.source) : undefined;
    case 'TSAsExpression':
    case 'TSInstantiationExpression':
    case 'TSNonNullExpression':
    case 'TSSatisfiesExpression':
      return find(node.expression);
    case 'TSQualifiedName':
      return ofMember(find(node.left), node.right.name);
    default:
      return undefined;
  }
}

/** Returns the name of spanlink's export that an expression names. */
export function nameInSpanlink(sourceCode, node) {
  const found = findExport(sourceCode, node);
  return found !== undefined && /^spanlink(\/|$)/.test(found.module) ? found.name : undefined;
}

/** Returns the name of spanlink's export that is called, also as a decorator. */
export function calledName(sourceCode, node) {
  return node?.type === 'CallExpression' ? nameInSpanlink(sourceCode, node.callee) : undefined;
}

/** Returns the variable that an identifier refers to. */
export function findVariable(sourceCode, node) {
  for (let scope = sourceCode.getScope(node); scope !== null; scope = scope.upper) {
    const variable = scope.set.get(node.name);
    if (variable !== undefined) return variable;
  }
  return undefined;
}

/** Returns the only definition of an identifier. */
export function findDefinition(sourceCode, node) {
  const { defs = [] } = findVariable(sourceCode, node) ?? {};
  return defs.length === 1 ? defs[0] : undefined;
}

/** Returns the name of a property that is written as a name or text. */
export function nameOfProperty(property, isComputed) {
  if (!isComputed && property.type === 'Identifier') return property.name;
  return property.type === 'Literal' && typeof property.value === 'string' ? property.value : undefined;
}

function ofDefinition(definition, find) {
  if (definition?.type === 'ImportBinding') return ofImport(definition);
  if (definition?.type !== 'Variable' || definition.parent?.kind !== 'const') return undefined;
  const { id, init } = definition.node;
  if (id.type === 'Identifier') return find(init);
  const property = id.properties?.find(({ value }) => value === definition.name);
  return property && ofMember(find(init), nameOfProperty(property.key, property.computed));
}

function ofImport({ node, parent }) {
  if (node.type === 'TSImportEqualsDeclaration') return ofModule(node.moduleReference.expression);
  const module = ofModule(parent.source);
  // the default of CommonJS is all of it
  return node.type === 'ImportSpecifier' ? ofMember(module, node.imported.name ?? node.imported.value) : module;
}

function ofModule(source) {
  return typeof source?.value === 'string' ? { module: source.value } : undefined;
}

function ofMember(owner, name) {
  return owner === undefined || owner.name !== undefined || name === undefined ? undefined : { ...owner, name };
}
